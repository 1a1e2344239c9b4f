package org.vanta.appliance.store;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.stream.LongStream;
import org.hibernate.StatelessSession;
import org.vanta.appliance.bytes.Hash256;

/**
 * All notes as a start reads them: those that are bad or missing come back from the journal, those the journal was never told of go there, and
 * those that changed meanwhile get new places. Nothing is written before all are read. On the writer thread only.
 */
final class NoteLoad {
    /** Notes that the journal lacks and is told of at once. */
    private static final int JOURNALLED_AT_ONCE = 5_000;

    private final StoreWriter writer;
    private final NoteIds byCommitment;
    private final int topHeight;
    private final ToIntFunction<Hash256> anchoredHeight;
    private final JournalContents journal;
    /** What the journal has and no good row. */
    private final LiveNotes missing;

    private final List<BadRecord> bad = new ArrayList<>();
    /** The ids of bad rows that no good one has replaced. */
    private final Set<Long> removed = new HashSet<>();

    private final LongStream.Builder places = LongStream.builder();
    /** Each of the note at the same of the {@link #places}. */
    private final LongStream.Builder ids = LongStream.builder();

    private final LongStream.Builder changed = LongStream.builder();
    private final LongStream.Builder unknown = LongStream.builder();
    private final LongStream.Builder restored = LongStream.builder();
    private long lastRead = Long.MIN_VALUE;
    private long lastPlace;
    private int waiting;

    /**
     * @param byCommitment takes what is found
     * @param topHeight above it nothing is anchored any more
     * @param anchoredHeight the height of the block that anchors a commitment, or {@link StoredNote#NO_HEIGHT}
     */
    NoteLoad(StoreWriter writer, NoteIds byCommitment, int topHeight, ToIntFunction<Hash256> anchoredHeight) {
        this.writer = writer;
        this.byCommitment = byCommitment;
        this.topHeight = topHeight;
        this.anchoredHeight = anchoredHeight;
        this.journal = writer.journal().contents();
        this.missing = journal.notes.copy();
        this.lastPlace = missing.highest();
    }

    /** How many of them wait for a block. */
    int waiting() {
        return waiting;
    }

    /** The last id or place that was given. */
    long lastPlace() {
        return lastPlace;
    }

    /**
     * @param clock the time of day, asked once all are read
     * @param order takes the places of all, which may be shown once this returns
     * @return what was bad or missing
     */
    List<BadRecord> run(Clock clock, NoteOrder order) {
        readAll();
        Restoring.check(writer, bad, missing.size());
        // Higher places than these may have been told to wallets and must not be given again: by the appliance that
        // this is a backup of or takes the place of, or before a server fell back to a copy that lagged. Time runs
        // ahead of all of them.
        lastPlace = Math.max(lastPlace, clock.millis());
        int missed = missing.size();
        restoreMissing();
        parts(changed, NoteRows.CHUNK, this::placeAnew);
        writer.write(session -> {
            removed.forEach(id -> Restoring.delete(session, "NoteRow", id));
            return removed.size();
        });
        parts(unknown, JOURNALLED_AT_ONCE, this::journal);
        order.load(places.build().toArray(), ids.build().toArray());
        bad.addAll(Restoring.named(
                NoteRow.TABLE,
                lastRead > Long.MIN_VALUE,
                missed,
                restored.build().mapToObj(String::valueOf)));
        return bad;
    }

    private void readAll() {
        List<NoteRow> chunk = nextChunk();
        while (!chunk.isEmpty()) {
            for (NoteRow row : chunk) {
                if (row.id <= lastRead) {
                    throw new IllegalStateException("table note gives key " + row.id + " after key " + lastRead);
                }
                lastRead = row.id;
                read(row);
            }
            chunk = nextChunk();
        }
    }

    private List<NoteRow> nextChunk() {
        List<NoteRow> chunk = writer.read(session -> NoteRows.after(session, lastRead, NoteRows.CHUNK));
        Restoring.checkFound(
                writer,
                "NoteRow",
                NoteRow.TABLE,
                chunk.stream().map(row -> row.id).toList());
        return chunk;
    }

    private void read(NoteRow row) {
        try {
            StoredNote note = row.toStored();
            lastPlace = Math.max(lastPlace, note.cursor());
            boolean known = missing.remove(row.id);
            if (!known) {
                unknown.accept(row.id);
            }
            boolean waitsAgain = note.height() > topHeight;
            // What the journal was never told of was committed without an answer, and other places may have been told
            // since.
            if (waitsAgain || !known && journal.isWhole()) {
                changed.accept(row.id);
            } else {
                place(row, note.cursor());
            }
            byCommitment.add(note.note().commitment(), row.id);
            waiting += waitsAgain || row.waits() ? 1 : 0;
        } catch (BadRecordException e) {
            bad.add(e.record());
            removed.add(row.id);
        }
    }

    private void place(NoteRow row, long place) {
        places.accept(place);
        ids.accept(row.id);
    }

    private void restoreMissing() {
        List<NoteRow> next = new ArrayList<>(NoteRows.CHUNK);
        writer.journal().notes(missing, taken -> {
            NoteRow row = restored(taken);
            byCommitment.add(taken.note().commitment(), row.id);
            waiting += row.waits() ? 1 : 0;
            restored.accept(row.id);
            place(row, row.place());
            next.add(row);
            if (next.size() == NoteRows.CHUNK) {
                insert(next);
            }
        });
        insert(next);
    }

    private NoteRow restored(JournalEntry.NoteTaken taken) {
        int height = anchoredHeight.applyAsInt(taken.note().commitment());
        NoteState state = height == StoredNote.NO_HEIGHT ? NoteState.PENDING : NoteState.ANCHORED;
        lastPlace++;
        return NoteRow.of(taken.id(), taken.note(), state, height, taken.firstSeen())
                .to(state, height, lastPlace);
    }

    /**
     * Some of those that were missing, in place of bad ones that stand in the way, and lets the list go. A transaction of all would outlast what the
     * transaction manager allows; where a start breaks off between two, the next one restores the rest.
     */
    private void insert(List<NoteRow> rows) {
        writer.write(session -> {
            for (NoteRow row : rows) {
                if (removed.remove(row.id)) {
                    Restoring.delete(session, "NoteRow", row.id);
                }
            }
            session.insertMultiple(rows);
            return rows.size();
        });
        rows.clear();
    }

    private void placeAnew(long[] part) {
        writer.write(session -> {
            for (NoteRow row : again(session, part)) {
                boolean waitsAgain = row.height > topHeight;
                NoteState state = waitsAgain ? NoteState.PENDING : NoteState.valueOf(row.state);
                lastPlace++;
                session.update(row.to(state, waitsAgain ? StoredNote.NO_HEIGHT : row.height, lastPlace));
                place(row, row.place());
            }
            return part.length;
        });
    }

    private void journal(long[] part) {
        writer.writeForced(session -> {
            for (NoteRow row : again(session, part)) {
                writer.journal(new JournalEntry.NoteTaken(row.id, row.note(), Instant.ofEpochMilli(row.firstSeen)));
            }
            return part.length;
        });
    }

    private static void parts(LongStream.Builder all, int most, Consumer<long[]> each) {
        long[] ids = all.build().toArray();
        for (int from = 0; from < ids.length; from += most) {
            each.accept(Arrays.copyOfRange(ids, from, Math.min(ids.length, from + most)));
        }
    }

    /** Rows that were read in the order of their ids and were good, once more. */
    private static List<NoteRow> again(StatelessSession session, long[] ids) {
        List<NoteRow> found = NoteRows.of(session, ids).stream()
                .filter(row -> Arrays.binarySearch(ids, row.id) >= 0)
                .sorted(Comparator.comparingLong(row -> row.id))
                .map(NoteRow::checked)
                .toList();
        Restoring.checkFound(NoteRow.TABLE, found.size(), ids.length);
        return found;
    }
}
