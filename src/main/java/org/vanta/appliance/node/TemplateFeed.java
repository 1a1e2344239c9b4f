package org.vanta.appliance.node;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;

/**
 * Keeps the newest block template of the leading node. A long poll is held all the time; when news of another best block arrive by another
 * way first (ZMQ, polling), a template is fetched at once beside it. All decisions are taken on one thread, calls run on threads of their
 * own. Two templates that say the same are handed on once.
 */
final class TemplateFeed implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TemplateFeed.class);
    private static final Duration RETRY_MIN = Duration.ofMillis(100);
    private static final Duration RETRY_MAX = Duration.ofSeconds(10);
    /** A long poll that does not answer this long after the tip changed is on a dead connection. */
    private static final Duration LONG_POLL_LATE = Duration.ofSeconds(2);

    private final Supplier<Optional<Node>> leader;
    private final Consumer<BlockTemplate> onTemplate;
    /** Bounded in effect: at most one long poll, one fetch and the looks of the nodes put something in. */
    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();

    private final Thread thread;
    private volatile boolean running = true;

    // What follows is touched by the feed's thread only.
    private @Nullable Node source;
    private @Nullable BlockTemplate newest;
    private long newestAt;
    private @Nullable Thread longPoll;
    private @Nullable Thread fetch;
    private Duration retry = RETRY_MIN;
    private long retryAt;
    private long tipLeftBehindAt;

    TemplateFeed(Supplier<Optional<Node>> leader, Consumer<BlockTemplate> onTemplate) {
        this.leader = leader;
        this.onTemplate = onTemplate;
        this.thread = Thread.ofVirtual().name("l1-template").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Something about the nodes changed: their standing or their tips. */
    void nodesChanged() {
        events.add(() -> {});
    }

    /** A node's best block is now this one. */
    void blockHeard(Node node, Hash256 hash) {
        events.add(() -> {
            if (node == source && newest != null && !newest.previousHash().equals(hash)) {
                startFetch(node);
            }
        });
    }

    private void run() {
        while (running) {
            try {
                Runnable event = events.poll(RETRY_MIN.toMillis(), TimeUnit.MILLISECONDS);
                if (event != null) {
                    event.run();
                }
                settle();
            } catch (InterruptedException e) {
                break;
            }
        }
        giveUpCalls();
    }

    private void settle() {
        Node now = leader.get().orElse(null);
        if (now != source) {
            giveUpCalls();
            source = now;
            newest = null;
            retryAt = 0;
            tipLeftBehindAt = 0;
        }
        if (now == null) {
            return;
        }
        long time = System.nanoTime();
        if (longPoll == null && (retryAt == 0 || time - retryAt >= 0)) {
            startLongPoll(now);
        }
        BlockTemplate template = newest;
        if (template == null) {
            return;
        }
        boolean behind = now.state()
                .tip()
                .filter(tip -> !tip.hash().equals(template.previousHash()))
                .isPresent();
        if (!behind) {
            tipLeftBehindAt = 0;
        } else if (tipLeftBehindAt == 0) {
            tipLeftBehindAt = time;
            startFetch(now);
        } else if (time - tipLeftBehindAt > LONG_POLL_LATE.toNanos()) {
            tipLeftBehindAt = 0;
            giveUpLongPoll();
        }
    }

    private void startLongPoll(Node node) {
        Optional<String> id = Optional.ofNullable(newest).map(BlockTemplate::longPollId);
        longPoll = Thread.ofVirtual().name("l1-long-poll").start(() -> {
            NodeReply<BlockTemplate> reply = node.client().blockTemplate(id);
            Thread call = Thread.currentThread();
            events.add(() -> {
                if (call.equals(longPoll)) {
                    longPoll = null;
                    longPollAnswered(node, reply);
                }
            });
        });
    }

    private void longPollAnswered(Node node, NodeReply<BlockTemplate> reply) {
        switch (reply) {
            case NodeReply.Ok<BlockTemplate>(BlockTemplate template) -> {
                if (take(node, template)) {
                    retry = RETRY_MIN;
                    retryAt = 0;
                    node.templateGiven();
                } else {
                    backOff();
                }
            }
            case NodeReply.Failed<BlockTemplate>(NodeFailure failure) -> {
                node.templateFailed(failure);
                backOff();
            }
        }
    }

    private void backOff() {
        retryAt = System.nanoTime() + retry.toNanos();
        retry = retry.multipliedBy(2).compareTo(RETRY_MAX) < 0 ? retry.multipliedBy(2) : RETRY_MAX;
    }

    private void startFetch(Node node) {
        if (fetch != null) {
            return;
        }
        long startedAt = System.nanoTime();
        fetch = Thread.ofVirtual().name("l1-fetch").start(() -> {
            NodeReply<BlockTemplate> reply = node.client().blockTemplate(Optional.empty());
            Thread call = Thread.currentThread();
            events.add(() -> {
                if (!call.equals(fetch)) {
                    return;
                }
                fetch = null;
                // A template that arrived after this call began may be newer than its answer; settle() asks again if
                // need be.
                if (newest == null || startedAt - newestAt >= 0) {
                    if (reply instanceof NodeReply.Ok<BlockTemplate>(BlockTemplate template)) {
                        var unused = take(node, template);
                    }
                }
            });
        });
    }

    /** Hands the template on; returns false if it is of no use. */
    private boolean take(Node node, BlockTemplate template) {
        BlockTemplate before = newest;
        newest = template;
        newestAt = System.nanoTime();
        if (before != null && saysTheSame(before, template)) {
            return true;
        }
        try {
            onTemplate.accept(template);
            return true;
        } catch (RuntimeException e) {
            LOG.debugf(e, "block template of height %d could not be used", template.height());
            newest = null;
            node.templateFailed(new NodeFailure.Malformed(
                    "its template for height " + template.height() + " can't be used: " + e.getMessage()));
            return false;
        }
    }

    private static boolean saysTheSame(BlockTemplate one, BlockTemplate other) {
        return one.previousHash().equals(other.previousHash())
                && one.bits() == other.bits()
                && one.version() == other.version()
                && one.coinbaseValue() == other.coinbaseValue()
                && one.transactions().stream()
                        .map(TemplateTransaction::txid)
                        .toList()
                        .equals(other.transactions().stream()
                                .map(TemplateTransaction::txid)
                                .toList());
    }

    private void giveUpLongPoll() {
        if (longPoll != null) {
            longPoll.interrupt();
            longPoll = null;
        }
    }

    private void giveUpCalls() {
        giveUpLongPoll();
        if (fetch != null) {
            fetch.interrupt();
            fetch = null;
        }
    }

    @Override
    public void close() {
        running = false;
        thread.interrupt();
    }
}
