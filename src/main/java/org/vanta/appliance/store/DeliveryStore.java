package org.vanta.appliance.store;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.StatelessSession;
import org.vanta.appliance.note.EncryptedNote;

/**
 * Notes of accepted blocks on their way to L2. Nothing is ever dropped: a note that finds no room stays with its candidate and is queued later
 * ({@link CandidateStore#queueAccepted}).
 */
@Singleton
public final class DeliveryStore {
    /** Deliveries waiting at one time. */
    public static final int DELIVERIES_MAX = 100_000;

    /** The longest that a delivery waits for its next attempt. */
    public static final Duration DELAY_MAX = Duration.ofMinutes(5);

    private final StoreWriter writer;
    private final int deliveriesMax;
    private volatile int depth;
    private long lastId;

    /** Who wants to know of a new delivery; at most the delivery queue. */
    private volatile Runnable listener = () -> {};

    @Inject
    public DeliveryStore(StoreWriter writer) {
        this(writer, DELIVERIES_MAX);
    }

    DeliveryStore(StoreWriter writer, int deliveriesMax) {
        this.writer = writer;
        this.deliveriesMax = deliveriesMax;
    }

    /** Reads all deliveries at start; those that are bad or missing come back from the journal, and are named. */
    List<BadRecord> load() {
        return writer.callForced(() -> {
            JournalContents journal = writer.journal().contents();
            Map<Long, JournalEntry.DeliveryAdded> missing = new TreeMap<>(journal.deliveries);
            List<BadRecord> bad = new ArrayList<>();
            List<DeliveryRow> removed = new ArrayList<>();
            List<DeliveryRow> unknown = new ArrayList<>();
            lastId = missing.isEmpty() ? 0 : ((TreeMap<Long, ?>) missing).lastKey();
            List<DeliveryRow> rows = writer.read(
                    session -> session.createSelectionQuery("from DeliveryRow order by id", DeliveryRow.class)
                            .getResultList());
            Restoring.checkFound(
                    writer,
                    "DeliveryRow",
                    DeliveryRow.TABLE,
                    rows.stream().map(row -> row.id).toList());
            for (DeliveryRow row : rows) {
                try {
                    row.toDelivery();
                    lastId = Math.max(lastId, row.id);
                    if (missing.remove(row.id) == null) {
                        unknown.add(row);
                    }
                } catch (BadRecordException e) {
                    bad.add(e.record());
                    removed.add(row);
                }
            }
            Restoring.check(writer, bad, missing.size());
            writer.write(session -> {
                removed.forEach(row -> Restoring.delete(session, "DeliveryRow", row.id));
                missing.values().forEach(kept -> session.insert(DeliveryRow.of(kept.id(), kept.note())));
                unknown.forEach(row -> writer.journal(
                        new JournalEntry.DeliveryAdded(row.id, row.toDelivery().note())));
                return removed.size();
            });
            bad.addAll(Restoring.named(
                    DeliveryRow.TABLE,
                    !rows.isEmpty(),
                    missing.size(),
                    missing.keySet().stream().map(String::valueOf)));
            depth = rows.size() - removed.size() + missing.size();
            return bad;
        });
    }

    /** How many wait. */
    public int depth() {
        return depth;
    }

    boolean hasRoom() {
        return depth < deliveriesMax;
    }

    /** Is run, on the writer's thread, after a delivery was added; must not block. */
    public void onEnqueued(Runnable newListener) {
        listener = newListener;
    }

    /** Within a unit that accepts a candidate. */
    void enqueue(StatelessSession session, EncryptedNote note) {
        lastId++;
        session.insert(DeliveryRow.of(lastId, note));
        writer.journal(new JournalEntry.DeliveryAdded(lastId, note));
    }

    /** After such a unit is committed. */
    void enqueued() {
        setDepth(depth + 1);
        listener.run();
    }

    /** Written on the writer thread only, read by all. */
    private void setDepth(int count) {
        depth = count;
    }

    /**
     * Deliveries whose time has come, oldest first. One that would wait longer than {@link #DELAY_MAX} was put off by a clock that has gone back
     * since, so its time has come as well.
     * A bad row is left out and the store is not whole from then on.
     */
    public List<Delivery> due(Instant now, int limit) {
        List<DeliveryRow> rows = writer.read(session -> session.createSelectionQuery(
                        "from DeliveryRow where nextAttempt <= :now or nextAttempt > :latest order by nextAttempt, id",
                        DeliveryRow.class)
                .setParameter("now", now.toEpochMilli())
                .setParameter("latest", now.plus(DELAY_MAX).toEpochMilli())
                .setMaxResults(limit)
                .getResultList());
        List<Delivery> due = new ArrayList<>(rows.size());
        for (DeliveryRow row : rows) {
            try {
                due.add(row.toDelivery());
            } catch (BadRecordException _) {
                noteBad(row.id);
            }
        }
        return due;
    }

    private void noteBad(long id) {
        writer.noteBad(DeliveryRow.class, id, DeliveryRow::checked);
    }

    /** The note arrived. */
    public void delivered(Delivery delivery) {
        writer.callForced(() -> {
            int removed = writer.write(session -> {
                writer.journal(new JournalEntry.DeliveryDone(delivery.id()));
                return Restoring.delete(session, "DeliveryRow", delivery.id());
            });
            setDepth(depth - removed);
            return removed;
        });
    }

    /** The note did not arrive; it is tried again at {@code next}, at most {@link #DELAY_MAX} from now. */
    public void failed(Delivery delivery, Instant next) {
        try {
            writer.write(session -> {
                DeliveryRow row = session.get(DeliveryRow.class, delivery.id());
                if (row != null) {
                    session.update(row.checked().to(delivery.attempts() + 1, next));
                }
                return delivery.id();
            });
        } catch (BadRecordException _) {
            noteBad(delivery.id());
        }
    }
}
