package org.vanta.appliance.node;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How to reach L1: one or more nodes of Bitcoin Core's kind. */
@ConfigMapping(prefix = "vanta.l1")
public interface NodeConfig {
    /** URL of the node's JSON-RPC; several by comma: of the healthy ones that with the best tip gives the work, the first among equals, and all of them get found blocks. */
    @WithDefault("http://127.0.0.1:8332")
    List<String> url();

    /** The node's cookie file, read for each call; several by comma, one for each URL. */
    Optional<List<String>> cookieFile();

    /** User for all nodes, when no cookie file is given. */
    Optional<String> user();

    /** Password for all nodes, when no cookie file is given. */
    Optional<String> password();

    /** Address of the node's zmqpubhashblock, such as tcp://127.0.0.1:28332; several by comma, one for each URL. */
    Optional<List<String>> zmq();

    /** Milliseconds between two looks at the node's best block, beside long poll and ZMQ (environment: VANTA_POLL_MS). */
    @WithDefault("1000")
    int pollMs();

    /** Longest wait for the node to take a connection. */
    @WithDefault("3s")
    Duration connectTimeout();

    /** Longest wait for the answer to a call; a long poll, which waits by design, is not bounded by it. */
    @WithDefault("10s")
    Duration callTimeout();

    /** Longest wait for the answer to submitblock, which a busy node may take its time for. */
    @WithDefault("60s")
    Duration submitTimeout();
}
