package org.vanta.appliance.gossip;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.Optional;

/** Gossip with other sidecars. */
@ConfigMapping(prefix = "vanta.gossip")
public interface GossipConfig {
    /** Whether to take part in gossip. The demo does not. */
    @WithDefault("true")
    boolean enabled();

    /** Port of gossip: UDP for QUIC, TCP of the same number for TLS; 0 takes a free one. */
    @WithDefault("11204")
    @Min(0)
    @Max(65_535)
    int port();

    /** Address to listen on. */
    @WithDefault("0.0.0.0")
    String host();

    /** Peers to begin with, by comma: tickets, or id@host:port (environment: VANTA_BOOTSTRAP_PEERS). */
    Optional<List<String>> bootstrapPeers();

    /** Whether to speak QUIC, as iroh does. */
    @WithDefault("true")
    boolean quic();

    /** Whether to speak TLS over TCP as well, for networks that let no UDP pass. */
    @WithDefault("false")
    boolean tcp();

    /** Addresses of this appliance as others see them, as host:port, by comma: a forwarded port of the router, for one. */
    Optional<List<String>> announce();

    /** Relays to be reachable through when no port can be opened, as https://host or http://host:port, by comma. */
    Optional<List<String>> relays();

    /** Port on which to be a relay for others, in plain HTTP (a proxy in front adds TLS); no relay if unset. */
    Optional<@Min(0) @Max(65_535) Integer> relayPort();

    /** URL of this appliance's REST as other sidecars reach it; told to neighbours, who fetch notes there that they missed. */
    Optional<String> url();

    /** Word that lets requests from elsewhere than this machine see addresses and ban peers; without it only this machine may. */
    Optional<String> adminToken();
}
