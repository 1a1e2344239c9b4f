package org.vanta.appliance.stratum;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of the Stratum server. */
@ConfigMapping(prefix = "vanta.stratum")
public interface StratumConfig {
    /** Whether miners are served; false for a sidecar alone, which needs no owner key then and opens no Stratum port. */
    @WithDefault("true")
    boolean enabled();

    /** TCP port miners connect to; 0 takes a free one. */
    @WithDefault("3333")
    @Min(0)
    @Max(65_535)
    int port();

    /** Address to listen on. */
    @WithDefault("0.0.0.0")
    String host();

    /** Share difficulty of a miner that did not suggest one; never above the network's. */
    @WithDefault("1024")
    double startDifficulty();

    /** Whether a user name that is no owner key mines for the operator's key; otherwise it is refused. */
    @WithDefault("true")
    boolean foreignNamesPayOperator();

    /** Open connections; further ones are closed at once. */
    @WithDefault("20000")
    int connectionsMax();

    /** Whether the load balancer in front speaks the PROXY protocol (version 1 or 2) on the port; then every connection must begin with it. */
    @WithDefault("false")
    boolean proxyProtocol();

    /** A further TCP port that expects the PROXY protocol, beside the one miners connect to without it; none if unset. */
    Optional<@Min(0) @Max(65_535) Integer> proxyPort();

    /** A further TCP port for rented hashpower (NiceHash, MiningRigRentals), whose difficulty is never below 524,288, or the network's where that is less; none if unset. */
    Optional<@Min(0) @Max(65_535) Integer> rentedPort();

    /** A further TCP port for Stratum over TLS; none if unset. */
    Optional<@Min(0) @Max(65_535) Integer> tlsPort();

    /** PEM file of the TLS port's certificate chain, read again when it changes; a certificate of the appliance's own authority if unset. */
    Optional<Path> tlsCertificate();

    /** PEM file of the certificate's key (PKCS 8). */
    Optional<Path> tlsKey();

    /** Names and addresses miners use for the TLS port, by comma, for a certificate of the appliance's own; the host's name is one anyway. */
    Optional<List<String>> tlsNames();

    /** Open connections of one address (IPv6: one /64); further ones are closed at once. Loopback is not bounded. */
    @WithDefault("2000")
    int connectionsPerAddressMax();

    /** Open connections of one subnet (IPv4: /24, IPv6: /48); further ones are closed at once. Loopback is not bounded. */
    @WithDefault("8000")
    int connectionsPerSubnetMax();

    /** Longest from the connection to mining.subscribe; who takes longer is closed. */
    @WithDefault("15s")
    Duration subscribeTimeout();

    /** Longest from the connection to mining.authorize; who takes longer is closed. */
    @WithDefault("60s")
    Duration authorizeTimeout();

    /** Longest without a line from a miner; who is silent for longer is closed. A quiet miner sends a share in minutes, at worst. */
    @WithDefault("2h")
    Duration idleTimeout();

    /** How long miners may still hand in shares while the program stops, before their connections are closed. */
    @WithDefault("2s")
    Duration drainTimeout();

    /** Whether /metrics shows single workers, the 1,000 fastest; each makes time series of its own. */
    @WithDefault("false")
    boolean workerMetrics();
}
