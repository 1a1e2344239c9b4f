package org.vanta.appliance.stratum;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the Stratum server. */
@ConfigMapping(prefix = "vanta.stratum")
public interface StratumConfig {
    /** TCP port miners connect to; 0 takes a free one. */
    @WithDefault("3333")
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

    /** Whether /metrics shows single workers, the 1,000 fastest; each makes time series of its own. */
    @WithDefault("false")
    boolean workerMetrics();
}
