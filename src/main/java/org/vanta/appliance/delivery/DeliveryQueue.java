package org.vanta.appliance.delivery;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.vanta.appliance.store.CandidateStore;
import org.vanta.appliance.store.Delivery;
import org.vanta.appliance.store.DeliveryStore;
import org.vanta.appliance.worker.Trouble;
import org.vanta.appliance.worker.Worker;

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
    private final LongSupplier nanoTime;
    private final Worker worker = new Worker("delivery", IDLE, this::step);
    private final Trouble trouble = new Trouble();
    private final Optional<NotesBackup> backup;
    private final RandomGenerator random = new SplittableRandom();
    private final CircuitBreaker breaker = new CircuitBreaker(random);

    /** @param backup gets each note before it is delivered */
    public DeliveryQueue(
            DeliveryStore deliveries,
            CandidateStore candidates,
            NoteSink sink,
            Optional<NotesBackup> backup,
            Clock clock) {
        this(deliveries, candidates, sink, backup, clock, System::nanoTime);
    }

    DeliveryQueue(
            DeliveryStore deliveries,
            CandidateStore candidates,
            NoteSink sink,
            Optional<NotesBackup> backup,
            Clock clock,
            LongSupplier nanoTime) {
        this.backup = backup;
        this.deliveries = deliveries;
        this.candidates = candidates;
        this.sink = sink;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    public void start() {
        deliveries.onEnqueued(worker::wake);
        worker.start();
        worker.wake();
    }

    /** How many notes wait. */
    public int depth() {
        return deliveries.depth();
    }

    public boolean isAlarming() {
        return depth() > ALARM_DEPTH;
    }

    /** Why the last delivery failed or could not be backed up, empty if all is well. */
    public String trouble() {
        return trouble.sentence().isEmpty() ? backup.map(NotesBackup::trouble).orElse("") : trouble.sentence();
    }

    private boolean step() {
        try {
            return drain() > 0;
        } catch (RuntimeException e) {
            told("deliveries can't be read or written: " + e);
            return false;
        }
    }

    /** Tries what is due; returns how many were delivered. */
    int drain() {
        int delivered = 0;
        List<Delivery> due = deliveries.due(clock.instant(), BATCH);
        for (Delivery delivery : due) {
            if (worker.isClosed() || !breaker.allows(nanoTime.getAsLong())) {
                break;
            }
            if (delivery.attempts() == 0) {
                backup.ifPresent(file -> file.add(delivery.note()));
            }
            switch (sink.deliver(delivery.note())) {
                case DeliveryOutcome.Delivered _ -> {
                    deliveries.delivered(delivery);
                    delivered++;
                    breaker.succeeded();
                    untold();
                }
                case DeliveryOutcome.Failed(String sentence) -> {
                    breaker.succeeded();
                    failed(delivery, sentence);
                }
                case DeliveryOutcome.Unavailable(String sentence, Duration retryAfter) -> {
                    breaker.failed(nanoTime.getAsLong(), retryAfter);
                    failed(delivery, sentence);
                }
            }
        }
        if (delivered > 0) {
            candidates.queueAccepted();
        }
        return delivered;
    }

    private void failed(Delivery delivery, String sentence) {
        deliveries.failed(delivery, clock.instant().plus(Backoff.after(delivery.attempts() + 1, random)));
        told(sentence);
    }

    private void told(String sentence) {
        if (trouble.begins(sentence)) {
            LOG.warnf("a note was not delivered to L2: %s; %d wait and are tried again", sentence, depth());
        }
    }

    private void untold() {
        if (trouble.ends()) {
            LOG.info("notes are delivered to L2 again");
        }
    }

    /** Stops after the delivery at hand; the others wait on disk. */
    @Override
    public void close() {
        worker.close();
    }
}
