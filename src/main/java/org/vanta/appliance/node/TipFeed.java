package org.vanta.appliance.node;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.vanta.appliance.bytes.Hash256;

/** Looks at one node's best block at a fixed pace, and at once when woken; tells the {@link Node}, and then who listens. */
final class TipFeed implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TipFeed.class);

    /** A node that refused templates is asked for one again this long after. */
    private static final Duration TEMPLATE_RETRY = Duration.ofSeconds(30);

    /** A look that failed is repeated this soon, however seldom the polls: nobody tells a second time of the block it was for. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /** A best block that stays the same may be behind by now; whether it is only the whole look tells. */
    private static final Duration WHOLE_LOOK = Duration.ofSeconds(10);

    private final Node node;
    private final Duration poll;
    private final TipCheck check;
    private final Runnable onChange;
    private final Duration wholeLook;
    private long wholeLookAt;
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread;
    private volatile boolean running = true;

    TipFeed(Node node, Duration poll, TipCheck check, Runnable onChange) {
        this(node, poll, check, onChange, WHOLE_LOOK);
    }

    TipFeed(Node node, Duration poll, TipCheck check, Runnable onChange, Duration wholeLook) {
        this.wholeLook = wholeLook;
        this.node = node;
        this.poll = poll;
        this.check = check;
        this.onChange = onChange;
        this.thread = Thread.ofVirtual().name("l1-tip-" + node.state().node()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Makes the next look happen now. */
    void wake() {
        wake.release();
    }

    private void run() {
        while (running) {
            NodeState before = node.state();
            lookLogged(before);
            NodeState now = node.state();
            if (!now.equals(before)) {
                tell();
            }
            try {
                Duration pause = now.connected() || poll.compareTo(LOOK_AGAIN) < 0 ? poll : LOOK_AGAIN;
                if (wake.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** A look that ends this thread would leave the node's standing as it was, for good. */
    private void lookLogged(NodeState before) {
        try {
            look(before);
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "a look at %s failed", before.node());
            node.lookFailed(
                    new NodeFailure.Malformed("a look at " + before.node() + " failed for a fault of ours: " + e));
        }
    }

    /** What fails in who listens must not end the looks either. */
    private void tell() {
        try {
            onChange.run();
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "news of %s could not be passed on", node.state().node());
        }
    }

    private void look(NodeState before) {
        if (node.templateFailedFor()
                .filter(time -> time.compareTo(TEMPLATE_RETRY) > 0)
                .isPresent()) {
            switch (node.client().blockTemplate(Optional.empty())) {
                case NodeReply.Ok<BlockTemplate> _ -> node.templateGiven();
                case NodeReply.Failed<BlockTemplate>(NodeFailure failure) -> node.templateFailed(failure);
            }
        }
        if (before.connected()
                && !before.initialDownload()
                && System.nanoTime() - wholeLookAt < wholeLook.toNanos()
                && isUnchanged(before)) {
            return;
        }
        wholeLookAt = System.nanoTime();
        switch (node.client().blockchainInfo()) {
            case NodeReply.Ok<BlockchainInfo>(BlockchainInfo info) ->
                check.doubt(node, info.tip())
                        .ifPresentOrElse(
                                sentence -> node.lookFailed(new NodeFailure.Malformed(sentence)),
                                () -> node.looked(info));
            case NodeReply.Failed<BlockchainInfo>(NodeFailure failure) -> node.lookFailed(failure);
        }
    }

    private boolean isUnchanged(NodeState before) {
        return node.client().bestBlockHash() instanceof NodeReply.Ok<Hash256>(Hash256 hash)
                && before.tip().filter(tip -> tip.hash().equals(hash)).isPresent();
    }

    @Override
    public void close() {
        running = false;
        thread.interrupt();
    }
}
