package org.vanta.appliance.node;

import java.time.Duration;
import java.util.Optional;

/**
 * How one node stands, for health and for the choice of the node that gives the work.
 *
 * @param node host and port
 * @param connected whether the node answered the last look
 * @param chain its {@code getblockchaininfo.chain}, empty until it first answered
 * @param tip its best block as last seen
 * @param tipSeen when that became its best block, as seen from here and {@link System#nanoTime} has it
 * @param initialDownload whether the node believes that it is still catching up
 * @param failure one sentence: why this node gives no work now
 */
public record NodeState(
        String node,
        boolean connected,
        Optional<String> chain,
        Optional<ChainTip> tip,
        long tipSeen,
        boolean initialDownload,
        Optional<String> failure) {
    static NodeState unknown(String node) {
        return new NodeState(
                node, false, Optional.empty(), Optional.empty(), 0, false, Optional.of(node + " was not asked yet"));
    }

    /** How long the node has had the same best block; empty if it has shown none. */
    public Optional<Duration> tipAge() {
        return tip.map(_ -> Duration.ofNanos(System.nanoTime() - tipSeen));
    }

    public boolean givesWork() {
        return failure.isEmpty();
    }
}
