package org.vanta.appliance.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.store.CandidateStore;
import org.vanta.appliance.store.Delivery;
import org.vanta.appliance.store.DeliveryStore;

/**
 * Drains the store's deliveries into a sink, on a thread of its own. A delivery is removed only when the sink has the note; until then it is
 * tried again, ever more seldom. Nothing is dropped.
 */
public final class DeliveryQueue implements AutoCloseable {
    /** More waiting than this is an alarm, long before the queue's bound. */
    public static final int ALARM_DEPTH = 1_000;

    private static final int BATCH = 100;
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Logger LOG = Logger.getLogger(DeliveryQueue.class);

    private final DeliveryStore deliveries;
    private final CandidateStore candidates;
    private final NoteSink sink;
    private final Clock clock;
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean closed;
    private volatile String trouble = "";
    private @Nullable Thread thread;

    public DeliveryQueue(DeliveryStore deliveries, CandidateStore candidates, NoteSink sink, Clock clock) {
        this.deliveries = deliveries;
        this.candidates = candidates;
        this.sink = sink;
        this.clock = clock;
    }

    public void start() {
        deliveries.onEnqueued(wake::release);
        thread = Thread.ofPlatform().name("delivery").start(this::run);
    }

    /** How many notes wait. */
    public int depth() {
        return deliveries.depth();
    }

    public boolean isAlarming() {
        return depth() > ALARM_DEPTH;
    }

    /** Why the last delivery failed, empty if it did not. */
    public String trouble() {
        return trouble;
    }

    private void run() {
        while (!closed) {
            try {
                if (drain() == 0) {
                    await();
                }
            } catch (RuntimeException e) {
                told("deliveries can't be read or written: " + e);
                await();
            }
        }
    }

    private void await() {
        try {
            if (wake.tryAcquire(IDLE.toMillis(), TimeUnit.MILLISECONDS)) {
                wake.drainPermits();
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /** Tries what is due; returns how many were delivered. */
    int drain() {
        int delivered = 0;
        List<Delivery> due = deliveries.due(clock.instant(), BATCH);
        for (Delivery delivery : due) {
            if (closed) {
                return delivered;
            }
            switch (sink.deliver(delivery.note())) {
                case DeliveryOutcome.Delivered _ -> {
                    deliveries.delivered(delivery);
                    delivered++;
                    untold();
                }
                case DeliveryOutcome.Failed(String sentence) -> {
                    Instant next =
                            clock.instant().plus(Backoff.after(delivery.attempts() + 1, ThreadLocalRandom.current()));
                    deliveries.failed(delivery, next);
                    told(sentence);
                }
            }
        }
        if (delivered > 0) {
            candidates.queueAccepted();
        }
        return delivered;
    }

    /** Says so once for each change. */
    private void told(String sentence) {
        if (!sentence.equals(trouble)) {
            trouble = sentence;
            LOG.warnf("a note was not delivered to L2: %s; %d wait and are tried again", sentence, depth());
        }
    }

    private void untold() {
        if (!trouble.isEmpty()) {
            trouble = "";
            LOG.info("notes are delivered to L2 again");
        }
    }

    /** Stops after the delivery at hand; the others wait on disk. */
    @Override
    public void close() {
        closed = true;
        wake.release();
        Thread running = thread;
        if (running != null) {
            try {
                running.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
