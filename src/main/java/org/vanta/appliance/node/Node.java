package org.vanta.appliance.node;

import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One node: its client, and what is known of it. Says once per change of standing whether it gives work. */
final class Node implements AutoCloseable {
    /**
     * Blocks that a node that gives work may lack to its best header. Headers come first, and a block or two are on their way now and then; a node
     * that was off lacks more, and gives templates on blocks long buried: to itself it is in initial download only when its best block is a day old.
     */
    static final int LACKED_MAX = 3;

    private static final Logger LOG = Logger.getLogger(Node.class);

    private static final String CATCHING_UP = "catching up";

    private final NodeClient client;
    private final String requiredChain;
    private final String name;

    private @Nullable BlockchainInfo info;
    private long tipSeen;
    private @Nullable String lookFailure;
    private @Nullable String templateFailure;
    private long templateFailedAt;
    private long failingSince = System.nanoTime();
    /** What was logged last; empty if that it gives work. */
    private @Nullable String told;

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

    /** Whether it answers and is of our chain, though it may refuse templates or lack blocks. */
    synchronized boolean isOurs() {
        return info != null && lookFailure == null;
    }

    /** Whether its templates are on a block that L1 has left behind, as far as the node itself knows. */
    synchronized boolean isCatchingUp() {
        return info != null && info.headers() - info.tip().height() > LACKED_MAX;
    }

    /** How long ago it began to give no work; nothing if it gives some. */
    synchronized Duration failingFor() {
        return state.givesWork() ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - failingSince);
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
        Optional<BlockchainInfo> seen = Optional.ofNullable(info);
        Optional<String> failure = Optional.ofNullable(lookFailure)
                .or(() -> seen.filter(_ -> isCatchingUp())
                        .map(known ->
                                name + " is catching up: block " + known.tip().height() + " of " + known.headers()))
                .or(() -> Optional.ofNullable(templateFailure));
        NodeState before = state;
        state = new NodeState(
                name,
                connected,
                seen.map(BlockchainInfo::chain),
                seen.map(BlockchainInfo::tip),
                tipSeen,
                seen.map(BlockchainInfo::initialDownload).orElse(false),
                failure);
        if (before.givesWork() && failure.isPresent()) {
            failingSince = System.nanoTime();
        }
        // The height it is at is not told with each block.
        String news = lookFailure == null && isCatchingUp() ? CATCHING_UP : failure.orElse("");
        if (news.equals(told)) {
            return;
        }
        told = news;
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
