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
 * own. Two templates that say the same are handed on once, unless the node failed between them.
 */
final class TemplateFeed implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TemplateFeed.class);
    private static final Duration RETRY_MIN = Duration.ofMillis(100);
    private static final Duration RETRY_MAX = Duration.ofSeconds(10);
    /** A long poll that does not answer this long after the tip changed is on a dead connection. */
    private static final Duration LONG_POLL_LATE = Duration.ofSeconds(5);
    /** A fetch that brought no template on the node's best block is repeated this long after. */
    private static final Duration FETCH_AGAIN = Duration.ofSeconds(2);
    /**
     * A template that nothing new came after for so long is asked for beside the long poll, which may be on a dead connection without another block
     * to show it. The long poll is not given up for that: a living node would go on holding an RPC thread for it.
     */
    private static final Duration QUIET_MAX = Duration.ofMinutes(10);
    /** A node that answers a long poll sooner, and with what we have, does not hold it. */
    private static final Duration HELD_MIN = Duration.ofSeconds(1);

    private final Supplier<Optional<Node>> leader;
    private final Consumer<BlockTemplate> onTemplate;
    private final Duration quietMax;
    /** Bounded in effect: at most one long poll, one fetch and the looks of the nodes put something in. */
    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();

    private final Thread thread;
    private volatile boolean running = true;

    // What follows is touched by the feed's thread only.
    private @Nullable Node source;
    private @Nullable BlockTemplate newest;
    private long newestAt;
    /** Whether the source failed since it gave the newest one: what it says next is news to those who gave up on it meanwhile. */
    private boolean failed;

    private @Nullable LongPoll longPoll;
    private @Nullable Thread fetch;
    private Duration retry = RETRY_MIN;
    private long retryAt;
    private long tipLeftBehindAt;
    private long fetchedAt = System.nanoTime();

    /**
     * A call that is under way.
     *
     * @param on the template whose successor is waited for; null if the node is to answer at once
     * @param onSince when that was taken
     */
    private record LongPoll(Thread call, @Nullable BlockTemplate on, long onSince, long startedAt) {
        /** Whether the node, alive, would have answered by now, since its best block became another one. */
        boolean isLost(NodeState node, long now) {
            BlockTemplate template = on;
            return template != null
                    && node.tipSeen() - onSince > 0
                    && node.tip()
                            .filter(tip -> !tip.hash().equals(template.previousHash()))
                            .isPresent()
                    && now - node.tipSeen() > LONG_POLL_LATE.toNanos()
                    && now - startedAt > LONG_POLL_LATE.toNanos();
        }

        /** Whether the node waited for something to tell before it answered this. */
        boolean wasHeld(BlockTemplate answer) {
            return on == null || !saysTheSame(on, answer) || System.nanoTime() - startedAt > HELD_MIN.toNanos();
        }
    }

    /** What to do with a call's reply. */
    private interface Answered {
        void accept(Thread call, Node node, NodeReply<BlockTemplate> reply);
    }

    TemplateFeed(Supplier<Optional<Node>> leader, Consumer<BlockTemplate> onTemplate) {
        this(leader, onTemplate, QUIET_MAX);
    }

    TemplateFeed(Supplier<Optional<Node>> leader, Consumer<BlockTemplate> onTemplate, Duration quietMax) {
        this.quietMax = quietMax;
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
            } catch (RuntimeException | Error e) {
                // If this thread ended, there would never be a template again.
                LOG.errorf(e, "a step of the template feed failed");
                backOff();
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
            failed = false;
            retryAt = 0;
            tipLeftBehindAt = 0;
        }
        if (now == null) {
            return;
        }
        long time = System.nanoTime();
        if (longPoll != null && longPoll.isLost(now.state(), time)) {
            giveUpLongPoll();
        }
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
            if (time - newestAt > quietMax.toNanos() && time - fetchedAt > quietMax.toNanos()) {
                startFetch(now);
            }
        } else if (tipLeftBehindAt == 0) {
            tipLeftBehindAt = time;
            startFetch(now);
        } else if (time - tipLeftBehindAt > FETCH_AGAIN.toNanos()) {
            tipLeftBehindAt = 0;
        }
    }

    private void startLongPoll(Node node) {
        BlockTemplate on = failed ? null : newest;
        Thread call = call(
                "l1-long-poll", node, Optional.ofNullable(on).map(BlockTemplate::longPollId), this::longPollAnswered);
        longPoll = new LongPoll(call, on, newestAt, System.nanoTime());
        call.start();
    }

    /** A call on a thread of its own, not started yet; its reply comes back to the feed's thread, whatever happens. */
    private Thread call(String name, Node node, Optional<String> id, Answered answered) {
        return Thread.ofVirtual().name(name).unstarted(() -> {
            NodeReply<BlockTemplate> reply = ask(node, id);
            Thread call = Thread.currentThread();
            events.add(() -> answered.accept(call, node, reply));
        });
    }

    private static NodeReply<BlockTemplate> ask(Node node, Optional<String> id) {
        try {
            return node.client().blockTemplate(id);
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "a call for a block template failed");
            return new NodeReply.Failed<>(new NodeFailure.Malformed("the call failed for a fault of ours: " + e));
        }
    }

    private void longPollAnswered(Thread call, Node node, NodeReply<BlockTemplate> reply) {
        LongPoll answered = longPoll;
        if (answered == null || !call.equals(answered.call())) {
            return;
        }
        longPoll = null;
        switch (reply) {
            case NodeReply.Ok<BlockTemplate>(BlockTemplate template) -> {
                boolean newsMeanwhile = newestAt != answered.onSince();
                if (!take(node, template) || !(newsMeanwhile || answered.wasHeld(template))) {
                    backOff();
                } else {
                    retry = RETRY_MIN;
                    retryAt = 0;
                }
            }
            case NodeReply.Failed<BlockTemplate>(NodeFailure failure) -> {
                failed = true;
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
        fetchedAt = startedAt;
        fetch = call("l1-fetch", node, Optional.empty(), (call, from, reply) -> {
            if (!call.equals(fetch)) {
                return;
            }
            fetch = null;
            // A template that arrived after this call began may be newer than its answer; settle() asks again if need
            // be.
            if ((newest == null || startedAt - newestAt >= 0)
                    && reply instanceof NodeReply.Ok<BlockTemplate>(BlockTemplate template)) {
                var unused = take(from, template);
            }
        });
        fetch.start();
    }

    /** Hands the template on; returns false if it is of no use. */
    private boolean take(Node node, BlockTemplate template) {
        boolean known = !failed && newest != null && saysTheSame(newest, template);
        // Stays so if it can't be handed on.
        newest = null;
        try {
            if (!known) {
                onTemplate.accept(template);
            }
        } catch (RuntimeException e) {
            LOG.debugf(e, "block template of height %d could not be used", template.height());
            node.templateFailed(new NodeFailure.Malformed(
                    "its template for height " + template.height() + " can't be used: " + e.getMessage()));
            return false;
        }
        newest = template;
        newestAt = System.nanoTime();
        failed = false;
        node.templateGiven();
        return true;
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
            longPoll.call().interrupt();
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
