package org.vanta.appliance.node;

import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One node: its client, and what is known of it. Says once per change of standing whether it gives work. */
final class Node implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Node.class);

    private final NodeClient client;
    private final String requiredChain;
    private final String name;

    private @Nullable BlockchainInfo info;
    private long tipSeen;
    private @Nullable String lookFailure;
    private @Nullable String templateFailure;
    private long templateFailedAt;
    private boolean closed;
    private volatile NodeState state;

    Node(NodeEndpoint endpoint, NodeSettings settings) {
        this.client = new NodeClient(endpoint, settings);
        this.requiredChain = settings.chain();
        this.name = endpoint.name();
        this.state = NodeState.unknown(name);
    }

    NodeClient client() {
        return client;
    }

    NodeState state() {
        return state;
    }

    /** Whether it answers and is of our chain, though it may refuse templates. */
    synchronized boolean isOurs() {
        return info != null && lookFailure == null;
    }

    synchronized void looked(BlockchainInfo seen) {
        if (info == null || !info.tip().equals(seen.tip())) {
            tipSeen = System.nanoTime();
            // What was wrong with its template may not be with that of another block.
            templateFailure = null;
        }
        info = seen;
        lookFailure = seen.chain().equals(requiredChain)
                ? null
                : name + " is a node of chain \"" + seen.chain() + "\", but this appliance serves \"" + requiredChain
                        + "\" (VANTA_NETWORK)";
        publish(true);
    }

    synchronized void lookFailed(NodeFailure failure) {
        lookFailure = failure.sentence();
        publish(false);
    }

    synchronized void templateGiven() {
        if (templateFailure != null) {
            templateFailure = null;
            publish(state.connected());
        }
    }

    synchronized void templateFailed(NodeFailure failure) {
        templateFailure = name + " gives no block template: " + failure.sentence();
        templateFailedAt = System.nanoTime();
        publish(state.connected());
    }

    /** How long ago the node last refused a template, if it gave none since. */
    synchronized Optional<Duration> templateFailedFor() {
        return templateFailure == null
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(System.nanoTime() - templateFailedAt));
    }

    private void publish(boolean connected) {
        if (closed) {
            // Calls that end because we close say nothing about the node.
            return;
        }
        Optional<String> failure = Optional.ofNullable(lookFailure == null ? templateFailure : lookFailure);
        Optional<BlockchainInfo> seen = Optional.ofNullable(info);
        NodeState before = state;
        state = new NodeState(
                name,
                connected,
                seen.map(BlockchainInfo::chain),
                seen.map(BlockchainInfo::tip),
                tipSeen,
                seen.map(BlockchainInfo::initialDownload).orElse(false),
                failure);
        if (before.failure().equals(failure)) {
            return;
        }
        failure.ifPresentOrElse(
                sentence -> LOG.warnf("L1 gives no work: %s", sentence),
                () -> LOG.infof(
                        "L1 gives work: %s, chain %s, height %d",
                        name,
                        requiredChain,
                        seen.map(known -> known.tip().height()).orElse(0)));
    }

    @Override
    public synchronized void close() {
        closed = true;
        client.close();
    }
}
