package org.vanta.appliance.stratum;

import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.job.JobFeed;
import org.vanta.appliance.job.JobListener;

/** The miners of one event loop: brings jobs over to them from the feed's threads, keeps their deadlines, lets them go at the stop. */
final class EventLoopMiners implements JobListener {
    private static final long DRAIN_LOOK_MILLIS = 10;
    private static final Logger LOG = Logger.getLogger(EventLoopMiners.class);

    private final LineRoom lines = new LineRoom();
    private final Turns turns;
    private final SingleThreadEventLoop loop;
    private final JobFeed feed;
    private final EventLoopWork work;
    private final Admission admission;
    private final Anteroom.Door door;
    private final Passage passage;
    private final Deadlines deadlines;
    /** With the places they have, in the order in which they came. */
    private final SequencedMap<StratumProtocol, Seat> open = new LinkedHashMap<>();

    private final LongSupplier clock;
    private @Nullable Future<?> round;
    private boolean draining;

    /**
     * @param admission of all event loops, and {@code door} as well
     * @param passage the one of all event loops
     */
    EventLoopMiners(
            SingleThreadEventLoop loop,
            StratumConfig config,
            JobFeed feed,
            EventLoopWork work,
            Admission admission,
            Anteroom.Door door,
            Passage passage) {
        this.loop = loop;
        this.feed = feed;
        this.work = work;
        this.admission = admission;
        this.door = door;
        this.passage = passage;
        this.deadlines = new Deadlines(
                config.subscribeTimeout(), config.authorizeTimeout(), config.idleTimeout(), work.meters());
        this.clock = work::nanos;
        this.turns = new Turns(this::afterLook, this::afterRest);
    }

    /** Takes jobs from here on. */
    void start() {
        feed.add(this);
        onLoop(() -> {
            Job job = feed.current();
            if (job != null) {
                var unused = work.take(job);
            }
        });
        var unused = eachMillis(deadlines.lookMillis(), () -> deadlines.look(open, work.nanos(), admission.wanted()));
    }

    /** Takes no more jobs. */
    void stop() {
        feed.remove(this);
    }

    /** How many connections have subscribed and authorized; for any thread. */
    int miners() {
        return work.miners();
    }

    /** A clock that is never set, in nanoseconds. */
    LongSupplier clock() {
        return clock;
    }

    /** For what connections on this event loop have not ended yet. */
    LineRoom lines() {
        return lines;
    }

    /** For what connections on this event loop said and nobody has looked at yet. */
    Turns turns() {
        return turns;
    }

    StratumProtocol protocol(StratumConnection connection, Seat seat, boolean rented, Runnable becameMiner) {
        return new StratumProtocol(connection, work, seat.address(), seat.since(), rented, becameMiner);
    }

    /** Where a connection of here goes on that became a miner's; null if it stays. */
    @Nullable
    EventLoopMiners onward() {
        return passage.from(loop);
    }

    SingleThreadEventLoop loop() {
        return loop;
    }

    /**
     * A connection goes to another event loop, and is nowhere until it has {@linkplain #arrived} there, or is {@linkplain #lost}.
     *
     * @return where it is to arrive: at the stop and where there is no work, here
     */
    EventLoopMiners left(StratumProtocol protocol, EventLoopMiners next) {
        // Before the look at the door, so that who drains knows of it or it does not go.
        passage.begun();
        open.remove(protocol);
        deadlines.closed(protocol);
        return door.isShut() ? this : next;
    }

    /** A miner's connection goes on here. */
    void arrived(StratumProtocol protocol, Seat seat) {
        if (protocol.isGone()) {
            // It was closed after all, over TLS, and the socket says its last words.
            passage.ended();
            return;
        }
        open.put(protocol, seat);
        passage.ended();
        protocol.moveTo(work);
        if (draining) {
            protocol.reconnect();
        } else if (feed.isExpired()) {
            protocol.noWork();
        }
    }

    /** A connection that left could not arrive. */
    void lost(StratumProtocol protocol) {
        passage.ended();
        protocol.closed();
    }

    /** A connection may speak from here on. One whose handshake took until there is no work, or the stop began, came too late. */
    void opened(StratumProtocol protocol, Seat seat) {
        open.put(protocol, seat);
        if (door.isShut()) {
            protocol.noWork();
        } else {
            deadlines.opened(protocol);
        }
    }

    void closed(StratumProtocol protocol) {
        Seat seat = open.remove(protocol);
        if (seat != null) {
            protocol.closed();
            deadlines.closed(protocol);
            String offence = protocol.offence();
            if (offence != null) {
                admission.offended(seat.address(), offence, work.steadyMillis());
            }
        }
    }

    /** Asks all miners to connect anew, and closes those that are left after {@code millis}. */
    CompletableFuture<Void> drain(long millis) {
        CompletableFuture<Void> drained = new CompletableFuture<>();
        onLoop(() -> {
            draining = true;
            forEach(all(), StratumProtocol::reconnect);
            look(drained, System.nanoTime() + millis * 1_000_000);
        });
        return drained;
    }

    private void look(CompletableFuture<Void> drained, long until) {
        if (open.isEmpty() && passage.isEmpty() || System.nanoTime() - until >= 0) {
            try {
                forEach(all(), StratumProtocol::drained);
            } finally {
                drained.complete(null);
            }
        } else {
            var unused = loop.schedule(() -> look(drained, until), DRAIN_LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void newJob(Job job) {
        long published = System.nanoTime();
        onLoop(() -> {
            if (work.take(job)) {
                endRound();
                List<StratumProtocol> miners = all();
                if (job.clean()) {
                    forEach(miners, StratumProtocol::newWork);
                    if (work.miners() > 0) {
                        work.meters().fannedOut(published);
                    }
                } else {
                    startRound(new PacedRound(miners, this::giveWork));
                }
            }
        });
    }

    /** One that has left meanwhile is another thread's. */
    private void giveWork(StratumProtocol miner) {
        if (open.containsKey(miner)) {
            guarded(miner, StratumProtocol::newWork);
        }
    }

    private void startRound(PacedRound paced) {
        if (paced.tick()) {
            round = eachMillis(PacedRound.TICK_MILLIS, () -> {
                if (!paced.tick()) {
                    endRound();
                }
            });
        }
    }

    private void endRound() {
        if (round != null) {
            round.cancel(false);
            round = null;
        }
    }

    @Override
    public void noWork() {
        onLoop(() -> {
            endRound();
            work.dropWork();
            forEach(all(), StratumProtocol::noWork);
        });
    }

    /** As they are now: what is done with one may close it. */
    private List<StratumProtocol> all() {
        return List.copyOf(open.keySet());
    }

    private static void forEach(List<StratumProtocol> miners, Consumer<StratumProtocol> step) {
        for (StratumProtocol miner : miners) {
            guarded(miner, step);
        }
    }

    /** A fault with one of them, or that there is no memory for one more buffer, is not to cost the others their work; it connects anew. */
    private static void guarded(StratumProtocol miner, Consumer<StratumProtocol> step) {
        try {
            step.accept(miner);
        } catch (RuntimeException | Error e) {
            told(e, "a connection is closed for a fault of ours");
            close(miner);
        }
    }

    private static void close(StratumProtocol miner) {
        try {
            miner.fault();
        } catch (RuntimeException | Error e) {
            told(e, "a connection could not be closed as it should");
        }
    }

    private static void told(Throwable failure, String what) {
        try {
            LOG.error(what, failure);
        } catch (RuntimeException | Error e) {
            // There may be no memory to say it with; the next miner is to be served all the same.
            failure.addSuppressed(e);
        }
    }

    private Future<?> eachMillis(long millis, Runnable step) {
        return loop.scheduleWithFixedDelay(
                () -> {
                    try {
                        step.run();
                    } catch (RuntimeException | Error e) {
                        // Thrown on, it would end the repetition.
                        told(e, "a step on an event loop failed");
                    }
                },
                millis,
                millis,
                TimeUnit.MILLISECONDS);
    }

    /** A task that another adds is run before the event loop looks at its sockets, but for one that is added behind all others. */
    private void afterLook(Runnable step) {
        handOver(() -> loop.executeAfterEventLoopIteration(() -> onLoop(step)));
    }

    private void afterRest(Runnable step) {
        handOver(() -> {
            var unused = loop.schedule(step, Turns.REST_MILLIS, TimeUnit.MILLISECONDS);
        });
    }

    private void onLoop(Runnable step) {
        handOver(() -> loop.execute(step));
    }

    private static void handOver(Runnable toLoop) {
        try {
            toLoop.run();
        } catch (RejectedExecutionException e) {
            LOG.debugf("the Stratum port is closed: %s", e);
        }
    }
}
