package org.vanta.appliance.store;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.hibernate.StatelessSession;
import org.jboss.logging.Logger;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.note.EncryptedNote;

/** The inbox: envelopes for wallets, in the order of their arrival. They wait until the active chain anchors their commitment, and expire. */
@Singleton
public final class NoteStore {
    /** Notes that wait for a block, pending and orphaned together. */
    public static final int WAITING_MAX = 50_000;

    /** Envelopes kept for one commitment: anyone can send a false one first, and it must not displace the true one. */
    public static final int ENVELOPES_PER_COMMITMENT_MAX = 4;

    /** A note that no block has anchored after this long never will be. */
    public static final Duration WAITING_AGE_MAX = Duration.ofDays(14);

    private static final int CHUNK = 1_000;
    private static final Logger LOG = Logger.getLogger(NoteStore.class);

    private final StoreWriter writer;
    private final Clock clock;
    private final int waitingMax;

    /** The rows of each commitment, by id; touched on the writer thread only. */
    private final Map<Hash256, long[]> rows = new HashMap<>();

    private long lastId;
    private volatile int waiting;

    @Inject
    public NoteStore(StoreWriter writer) {
        this(writer, Clock.systemUTC(), WAITING_MAX);
    }

    NoteStore(StoreWriter writer, Clock clock, int waitingMax) {
        this.writer = writer;
        this.clock = clock;
        this.waitingMax = waitingMax;
    }

    /**
     * Reads all notes at start; those that are bad or missing come back from the journal, and are named. Notes anchored above {@code topHeight},
     * by blocks that were rolled back, wait again. Nothing is changed before all are read.
     *
     * @param anchoredHeight the height of the block that anchors a commitment, or {@link StoredNote#NO_HEIGHT}
     */
    public List<BadRecord> load(int topHeight, ToIntFunction<Hash256> anchoredHeight) {
        return writer.callForced(() -> {
            rows.clear();
            JournalContents journal = writer.journal().contents();
            SortedMap<Long, JournalEntry.NoteTaken> missing = new TreeMap<>(journal.notes);
            lastId = missing.isEmpty() ? 0 : missing.lastKey();
            List<BadRecord> bad = new ArrayList<>();
            List<Long> removed = new ArrayList<>();
            List<NoteRow> changed = new ArrayList<>();
            List<JournalEntry> unknown = new ArrayList<>();
            int waitingNow = 0;
            long after = Long.MIN_VALUE;
            for (List<NoteRow> chunk = chunk(after); !chunk.isEmpty(); chunk = chunk(after)) {
                for (NoteRow row : chunk) {
                    if (row.id <= after) {
                        throw new IllegalStateException("table note gives key " + row.id + " after key " + after);
                    }
                    after = row.id;
                    try {
                        StoredNote note = row.toStored();
                        lastId = Math.max(lastId, row.id);
                        if (note.height() > topHeight) {
                            changed.add(row.to(NoteState.PENDING, StoredNote.NO_HEIGHT));
                        }
                        if (missing.remove(row.id) == null) {
                            unknown.add(new JournalEntry.NoteTaken(row.id, note.note(), note.firstSeen()));
                        }
                        remember(note.note().commitment(), row.id);
                        waitingNow += row.height == StoredNote.NO_HEIGHT ? 1 : 0;
                    } catch (BadRecordException e) {
                        bad.add(e.record());
                        removed.add(row.id);
                    }
                }
            }
            Restoring.check(journal, bad, missing.size());
            List<NoteRow> restored = missing.values().stream()
                    .map(taken -> restored(taken, anchoredHeight))
                    .toList();
            writer.write(session -> {
                removed.forEach(id -> Restoring.delete(session, "NoteRow", id));
                changed.forEach(session::update);
                restored.forEach(session::insert);
                unknown.forEach(writer::journal);
                return removed.size();
            });
            for (NoteRow row : restored) {
                remember(row.note().commitment(), row.id);
                waitingNow += row.height == StoredNote.NO_HEIGHT ? 1 : 0;
            }
            bad.addAll(Restoring.named(
                    NoteRow.TABLE,
                    after > Long.MIN_VALUE,
                    restored.stream().map(row -> String.valueOf(row.id)).toList()));
            waiting = waitingNow;
            return bad;
        });
    }

    private static NoteRow restored(JournalEntry.NoteTaken taken, ToIntFunction<Hash256> anchoredHeight) {
        int height = anchoredHeight.applyAsInt(taken.note().commitment());
        NoteState state = height == StoredNote.NO_HEIGHT ? NoteState.PENDING : NoteState.ANCHORED;
        return NoteRow.of(taken.id(), taken.note(), state, height, taken.firstSeen());
    }

    /** After everything is loaded: lets the journal be tidied. */
    public void settle() {
        writer.callForced(() -> {
            writer.journal().settle();
            return waiting;
        });
    }

    private List<NoteRow> chunk(long after) {
        return writer.read(session -> rowsAfter(session, after, CHUNK));
    }

    /**
     * Takes a note in; on disk when this returns.
     *
     * @param anchoredHeight the height of the block that anchors a commitment, or {@link StoredNote#NO_HEIGHT}
     */
    public SubmitOutcome submit(EncryptedNote note, ToIntFunction<Hash256> anchoredHeight) {
        return writer.callForced(() -> {
            long[] known = rows.getOrDefault(note.commitment(), new long[0]);
            for (long id : known) {
                NoteRow row = writer.read(session -> session.get(NoteRow.class, id));
                if (row != null && row.note().equals(note)) {
                    return new SubmitOutcome.Known(id, NoteState.valueOf(row.state));
                }
            }
            if (known.length >= ENVELOPES_PER_COMMITMENT_MAX) {
                return new SubmitOutcome.TooManyEnvelopes(ENVELOPES_PER_COMMITMENT_MAX);
            }
            int height = anchoredHeight.applyAsInt(note.commitment());
            boolean waits = height == StoredNote.NO_HEIGHT;
            if (waits && waiting >= waitingMax) {
                return new SubmitOutcome.TooManyWaiting(waitingMax);
            }
            NoteState state = waits ? NoteState.PENDING : NoteState.ANCHORED;
            NoteRow row = NoteRow.of(lastId + 1, note, state, height, clock.instant());
            writer.write(session -> {
                writer.journal(new JournalEntry.NoteTaken(row.id, note, Instant.ofEpochMilli(row.firstSeen)));
                return session.insert(row);
            });
            lastId = row.id;
            remember(note.commitment(), row.id);
            setWaiting(waiting + (waits ? 1 : 0));
            return new SubmitOutcome.Stored(row.id, state);
        });
    }

    private void remember(Hash256 commitment, long id) {
        rows.merge(commitment, new long[] {id}, (ids, more) -> {
            long[] all = Arrays.copyOf(ids, ids.length + 1);
            all[ids.length] = more[0];
            return all;
        });
    }

    /** Written on the writer thread only, read by all. */
    private void setWaiting(int count) {
        waiting = count;
    }

    /** Notes that wait for a block. */
    public int waiting() {
        return waiting;
    }

    /** Up to {@code limit} notes after a cursor, oldest first. A bad row is logged by name and left out. */
    public List<StoredNote> page(long after, int limit) {
        List<StoredNote> notes = new ArrayList<>();
        for (NoteRow row : writer.read(session -> rowsAfter(session, after, limit))) {
            try {
                notes.add(row.toStored());
            } catch (BadRecordException e) {
                LOG.error(e.getMessage());
            }
        }
        return notes;
    }

    /** The envelopes of one commitment, oldest first. A bad row is logged by name and left out. */
    public List<StoredNote> of(Hash256 commitment) {
        long[] ids = writer.call(() -> rows.getOrDefault(commitment, new long[0]));
        List<StoredNote> found = new ArrayList<>();
        for (long id : ids) {
            NoteRow row = writer.read(session -> session.get(NoteRow.class, id));
            if (row != null) {
                try {
                    found.add(row.toStored());
                } catch (BadRecordException e) {
                    LOG.error(e.getMessage());
                }
            }
        }
        return found;
    }

    /** Those of the commitments of which there is no envelope. */
    public List<Hash256> missing(List<Hash256> commitments) {
        return writer.call(() -> commitments.stream()
                .filter(commitment -> !rows.containsKey(commitment))
                .toList());
    }

    private static List<NoteRow> rowsAfter(StatelessSession session, long after, int limit) {
        return session.createSelectionQuery("from NoteRow where id > :after order by id", NoteRow.class)
                .setParameter("after", after)
                .setMaxResults(limit)
                .getResultList();
    }

    /** Removes what has waited too long; returns how many. The newest row stays, so that no cursor is given twice. */
    public int expire() {
        Instant before = clock.instant().minus(WAITING_AGE_MAX);
        return writer.call(() -> {
            List<NoteRow> old = writer.read(session -> session.createSelectionQuery(
                            "from NoteRow where height = :none and firstSeen < :before and id < :last order by id",
                            NoteRow.class)
                    .setParameter("none", StoredNote.NO_HEIGHT)
                    .setParameter("before", before.toEpochMilli())
                    .setParameter("last", lastId)
                    .getResultList());
            writer.write(session -> {
                for (NoteRow row : old) {
                    Restoring.delete(session, "NoteRow", row.id);
                    writer.journal(new JournalEntry.NoteExpired(row.id));
                }
                return old.size();
            });
            old.forEach(row -> forget(row.note().commitment(), row.id));
            setWaiting(waiting - old.size());
            return old.size();
        });
    }

    private void forget(Hash256 commitment, long id) {
        long[] left = Arrays.stream(rows.getOrDefault(commitment, new long[0]))
                .filter(other -> other != id)
                .toArray();
        if (left.length == 0) {
            rows.remove(commitment);
        } else {
            rows.put(commitment, left);
        }
    }

    /** Within a unit that appends {@code blocks}: their notes are anchored now. Returns how many wait no longer. */
    int anchor(StatelessSession session, List<BlockRecord> blocks) {
        int anchored = 0;
        for (BlockRecord block : blocks) {
            for (Hash256 commitment : block.commitments()) {
                for (long id : rows.getOrDefault(commitment, new long[0])) {
                    NoteRow row = session.get(NoteRow.class, id);
                    if (row != null) {
                        anchored += row.height == StoredNote.NO_HEIGHT ? 1 : 0;
                        session.update(row.to(NoteState.ANCHORED, block.height()));
                    }
                }
            }
        }
        return anchored;
    }

    /** Within a unit that removes a block: the notes of its commitments wait again. Returns how many. */
    int orphan(StatelessSession session, BlockRecord block) {
        int orphaned = 0;
        for (Hash256 commitment : block.commitments()) {
            for (long id : rows.getOrDefault(commitment, new long[0])) {
                NoteRow row = session.get(NoteRow.class, id);
                if (row != null && row.height == block.height()) {
                    session.update(row.to(NoteState.ORPHANED, StoredNote.NO_HEIGHT));
                    orphaned++;
                }
            }
        }
        return orphaned;
    }

    /** After such a unit is committed. */
    void waitingChanged(int by) {
        setWaiting(waiting + by);
    }
}
