package org.vanta.appliance.store;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.jboss.logging.Logger;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.note.EncryptedNote;

/**
 * The inbox: envelopes for wallets, in the order of their arrivals and changes. They wait until the active chain anchors their commitment, and
 * are removed when they have waited too long, or when there is no room for others; what is removed is kept for a while, so that wallets are told.
 */
@Singleton
public final class NoteStore {
    /** Notes that wait for a block, pending and orphaned together. */
    public static final int WAITING_MAX = 50_000;

    /** Envelopes kept for one commitment: anyone can send a false one first, and it must not displace the true one. */
    public static final int ENVELOPES_PER_COMMITMENT_MAX = 9;

    /** A note that no block has anchored after this long never will be. */
    public static final Duration WAITING_AGE_MAX = Duration.ofDays(14);

    /** A note that has waited this long, longer than any block takes, makes room for others when there is none. */
    static final Duration ROOM_AGE_MIN = Duration.ofHours(1);

    /** So long after it was taken a removed note is forgotten. */
    static final Duration REMOVED_AGE_MAX = WAITING_AGE_MAX.multipliedBy(2);

    /** Notes that make room at once. */
    private static final int ROOM = 100;

    private static final Duration ROOM_RETRY = Duration.ofMinutes(1);

    private static final SubmitOutcome.NotNow MENDING =
            new SubmitOutcome.NotNow("the store failed and is being mended");

    /** Nothing expires until the clock has gone on evenly for so long since the start, or since it was set. */
    static final Duration STEADY_MIN = Duration.ofDays(1);

    private static final Logger LOG = Logger.getLogger(NoteStore.class);

    private final StoreWriter writer;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final SteadyClock steady;
    private final int waitingMax;

    /** Touched on the writer thread only. */
    private final NoteIds byCommitment = new NoteIds();

    /** A note's new place, to be known once its unit is committed. */
    private record Move(long from, long to, long id) {}

    private final NoteOrder order = new NoteOrder();
    private final List<Move> moves = new ArrayList<>();

    /** The last id or place that was given; both are of one sequence. */
    private long lastPlace;

    /** When there was no room to be made, by the clock that is never set. */
    private OptionalLong noRoomAt = OptionalLong.empty();

    private volatile int waiting;

    @Inject
    public NoteStore(StoreWriter writer) {
        this(writer, Clock.systemUTC(), System::nanoTime, WAITING_MAX);
    }

    NoteStore(StoreWriter writer, Clock clock, LongSupplier nanoTime, int waitingMax) {
        this.writer = writer;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.steady = new SteadyClock(clock, nanoTime);
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
            byCommitment.clear();
            NoteLoad load = new NoteLoad(writer, byCommitment, topHeight, anchoredHeight);
            try {
                List<BadRecord> bad = load.run(clock, order);
                order.show(load.lastPlace());
                waiting = load.waiting();
                return bad;
            } finally {
                lastPlace = load.lastPlace();
            }
        });
    }

    /** After everything is loaded: lets the journal be tidied. */
    public void settle() {
        writer.callForced(() -> {
            writer.journal().settle();
            return waiting;
        });
    }

    /**
     * Takes a note in; on disk when this returns.
     *
     * @param source decides how many slots of a commitment's envelopes, and how much of the room for notes that wait, there are for it
     * @param anchoredHeight the height of the block that anchors a commitment, or {@link StoredNote#NO_HEIGHT}
     */
    public SubmitOutcome submit(EncryptedNote note, NoteSource source, ToIntFunction<Hash256> anchoredHeight) {
        record Done(SubmitOutcome outcome, long place) {}
        Done done = writer.callForced(() -> new Done(takeUnlessBad(note, source, anchoredHeight), lastPlace));
        order.show(done.place);
        return done.outcome;
    }

    private SubmitOutcome takeUnlessBad(EncryptedNote note, NoteSource source, ToIntFunction<Hash256> anchoredHeight) {
        try {
            return take(note, source, anchoredHeight);
        } catch (BadRecordException e) {
            // Of a note that it would have changed; the store is not whole from then on.
            LOG.debug(e.getMessage());
            return MENDING;
        }
    }

    private SubmitOutcome take(EncryptedNote note, NoteSource source, ToIntFunction<Hash256> anchoredHeight) {
        if (writer.failure().isPresent()) {
            return MENDING;
        }
        int height = anchoredHeight.applyAsInt(note.commitment());
        boolean waits = height == StoredNote.NO_HEIGHT;
        NoteState state = waits ? NoteState.PENDING : NoteState.ANCHORED;
        int most = source.waitingMax(waitingMax);
        long[] known = byCommitment.of(note.commitment());
        for (long id : known) {
            NoteRow row = writer.read(session -> session.get(NoteRow.class, id));
            if (row == null) {
                // Taken again it would be there twice once the journal has restored this one.
                writer.noteLost("note " + id);
                return MENDING;
            }
            if (checked(row).note().equals(note)) {
                if (row.isRemoved()) {
                    if (waits && isFull(most)) {
                        return new SubmitOutcome.TooManyWaiting(most);
                    }
                    change(List.of(row), state, height);
                    setWaiting(waiting + (waits ? 1 : 0));
                }
                return new SubmitOutcome.Known(row.place(), NoteState.valueOf(row.state));
            }
        }
        if (known.length >= source.envelopesMax()) {
            return new SubmitOutcome.TooManyEnvelopes(source.envelopesMax());
        }
        if (waits && isFull(most)) {
            return new SubmitOutcome.TooManyWaiting(most);
        }
        // Not given again if this fails: whether it was committed is not known then.
        lastPlace++;
        NoteRow row = NoteRow.of(lastPlace, note, state, height, clock.instant());
        writer.write(session -> {
            writer.journal(new JournalEntry.NoteTaken(row.id, note, Instant.ofEpochMilli(row.firstSeen)));
            return session.insert(row);
        });
        order.add(row.id, row.id);
        byCommitment.add(note.commitment(), row.id);
        setWaiting(waiting + (waits ? 1 : 0));
        return new SubmitOutcome.Stored(row.id, state);
    }

    /** Whether so many notes wait that none can in addition, also after the oldest made room. */
    private boolean isFull(int most) {
        while (waiting >= most && mayHaveRoom()) {
            List<NoteRow> old =
                    waitingSince(clock.instant().minus(ROOM_AGE_MIN), Math.min(NoteRows.CHUNK, waiting - most + ROOM));
            remove(old);
            noRoomAt = old.isEmpty() ? OptionalLong.of(nanoTime.getAsLong()) : OptionalLong.empty();
        }
        return waiting >= most;
    }

    private boolean mayHaveRoom() {
        return noRoomAt.isEmpty() || nanoTime.getAsLong() - noRoomAt.getAsLong() > ROOM_RETRY.toNanos();
    }

    /** Also those of a time that is not yet: they came before the clock was set back. */
    private List<NoteRow> waitingSince(Instant before, int limit) {
        return writer.read(session -> session.createSelectionQuery(
                        "from NoteRow where height = :none and state <> :removed"
                                + " and (firstSeen < :before or firstSeen > :now) order by id",
                        NoteRow.class)
                .setParameter("none", StoredNote.NO_HEIGHT)
                .setParameter("removed", NoteState.REMOVED.name())
                .setParameter("before", before.toEpochMilli())
                .setParameter("now", clock.millis())
                .setMaxResults(limit)
                .getResultList());
    }

    private void remove(List<NoteRow> waited) {
        change(waited, NoteState.REMOVED, StoredNote.NO_HEIGHT);
        setWaiting(waiting - waited.size());
    }

    /** In a unit of its own. */
    private void change(List<NoteRow> changed, NoteState state, int height) {
        begin();
        writer.write(session -> {
            changed.forEach(row -> move(session, row, state, height));
            return changed.size();
        });
        moved();
    }

    private void move(StatelessSession session, NoteRow row, NoteState state, int height) {
        checked(row);
        lastPlace++;
        moves.add(new Move(row.place(), lastPlace, row.id));
        session.update(row.to(state, height, lastPlace));
    }

    /** What is changed gets a new digest, so that it is looked at before. */
    private NoteRow checked(NoteRow row) {
        try {
            return row.checked();
        } catch (BadRecordException e) {
            noteBad(row);
            throw e;
        }
    }

    private void noteBad(NoteRow row) {
        writer.noteBad(NoteRow.class, row.id, NoteRow::checked);
    }

    private void moved() {
        for (Move move : moves) {
            order.remove(move.from);
            order.add(move.to, move.id);
        }
        moves.clear();
    }

    /** Written on the writer thread only, read by all. */
    private void setWaiting(int count) {
        waiting = count;
    }

    /** Notes that wait for a block. */
    public int waiting() {
        return waiting;
    }

    /**
     * Up to {@code limit} notes after a cursor, in the order of their latest changes. A bad row is left out and the store is not whole from then
     * on.
     */
    public NotePage page(long after, int limit) {
        long looked = after;
        while (true) {
            NoteOrder.Part part = order.after(looked, limit);
            if (part.last() <= looked) {
                return new NotePage(List.of(), looked);
            }
            looked = part.last();
            List<StoredNote> notes = read(part);
            if (!notes.isEmpty()) {
                return new NotePage(notes, looked);
            }
        }
    }

    /**
     * Waits until there is a note after a cursor; false if there was none in this time, or the waiting was given up.
     *
     * @param givenUp asked at the beginning and after each {@link #wake}
     */
    public boolean await(long after, Duration time, BooleanSupplier givenUp) throws InterruptedException {
        return order.await(after, time, givenUp);
    }

    /** Has those who wait look whether they have given up. */
    public void wake() {
        order.wake();
    }

    private List<StoredNote> read(NoteOrder.Part part) {
        long[] ids = part.ids();
        if (ids.length == 0) {
            return List.of();
        }
        Map<Long, NoteRow> byId = writer.read(session -> NoteRows.of(session, ids)).stream()
                .collect(Collectors.toMap(row -> row.id, Function.identity()));
        List<StoredNote> notes = new ArrayList<>(ids.length);
        for (long id : ids) {
            NoteRow row = byId.get(id);
            // One that changed meanwhile comes later.
            if (row != null && row.place() <= part.last()) {
                try {
                    notes.add(row.toStored());
                } catch (BadRecordException _) {
                    noteBad(row);
                }
            }
        }
        return notes;
    }

    /** The envelopes of one commitment, oldest first. A bad row is left out and the store is not whole from then on. */
    public List<StoredNote> of(Hash256 commitment) {
        long[] ids = writer.call(() -> byCommitment.of(commitment));
        List<StoredNote> found = new ArrayList<>();
        for (long id : ids) {
            NoteRow row = writer.read(session -> session.get(NoteRow.class, id));
            if (row == null) {
                continue;
            }
            try {
                StoredNote stored = row.toStored();
                if (stored.state() != NoteState.REMOVED
                        && stored.note().commitment().equals(commitment)) {
                    found.add(stored);
                }
            } catch (BadRecordException _) {
                noteBad(row);
            }
        }
        return found;
    }

    /** Those of the commitments of which there is no envelope. */
    public List<Hash256> missing(List<Hash256> commitments) {
        return writer.call(() -> commitments.stream()
                .filter(commitment -> byCommitment.of(commitment).length == 0)
                .toList());
    }

    /**
     * Removes what has waited too long, and forgets what was removed long ago or is too much; returns how many were removed. To be called every
     * hour or so. Removes nothing until the clock has gone on evenly for {@link #STEADY_MIN}: a machine that learns the time after its start would
     * find everything old at once. What is removed is told at least until the next call.
     */
    public int expire() {
        int removed = steady.steadyFor().compareTo(STEADY_MIN) < 0 ? 0 : expireNow();
        writer.tidyJournal();
        return removed;
    }

    private int expireNow() {
        Instant now = clock.instant();
        forgetRemoved(now.minus(REMOVED_AGE_MAX));
        int removed = 0;
        int last;
        do {
            last = expireSome(now.minus(WAITING_AGE_MAX));
            removed += last;
        } while (last == NoteRows.CHUNK);
        return removed;
    }

    private int expireSome(Instant before) {
        record Done(int removed, long place) {}
        Done done = writer.callForced(() -> {
            List<NoteRow> old = waitingSince(before, NoteRows.CHUNK);
            remove(old);
            return new Done(old.size(), lastPlace);
        });
        order.show(done.place);
        return done.removed;
    }

    /** The newest row stays, so that no place is given twice, also where the time is not known at the next start. */
    private void forgetRemoved(Instant before) {
        writer.call(() -> {
            List<NoteRow> removed = writer.read(session -> session.createSelectionQuery(
                            "from NoteRow where state = :removed order by changed desc", NoteRow.class)
                    .setParameter("removed", NoteState.REMOVED.name())
                    .getResultList());
            List<NoteRow> old = new ArrayList<>();
            for (int i = 0; i < removed.size(); i++) {
                NoteRow row = removed.get(i);
                if (row.place() < order.newest() && (i >= waitingMax || row.firstSeen < before.toEpochMilli())) {
                    old.add(row);
                }
            }
            writer.write(session -> {
                for (NoteRow row : old) {
                    Restoring.delete(session, "NoteRow", row.id);
                    writer.journal(new JournalEntry.NoteExpired(row.id));
                }
                return old.size();
            });
            for (NoteRow row : old) {
                order.remove(row.place());
                byCommitment.remove(row.note().commitment(), row.id);
            }
            return old.size();
        });
    }

    /** Before a unit that appends or removes blocks. */
    void begin() {
        moves.clear();
    }

    /** Within a unit that appends {@code blocks}: their notes are anchored now. Returns how many wait no longer. */
    int anchor(StatelessSession session, List<BlockRecord> blocks) {
        int anchored = 0;
        for (BlockRecord block : blocks) {
            for (Hash256 commitment : block.commitments()) {
                for (long id : byCommitment.of(commitment)) {
                    NoteRow row = session.get(NoteRow.class, id);
                    if (row != null && isOf(commitment, row)) {
                        anchored += row.waits() ? 1 : 0;
                        move(session, row, NoteState.ANCHORED, block.height());
                    }
                }
            }
        }
        return anchored;
    }

    private boolean isOf(Hash256 commitment, NoteRow row) {
        return checked(row).note().commitment().equals(commitment);
    }

    /** Within a unit that removes a block: the notes of its commitments wait again. Returns how many. */
    int orphan(StatelessSession session, BlockRecord block) {
        int orphaned = 0;
        for (Hash256 commitment : block.commitments()) {
            for (long id : byCommitment.of(commitment)) {
                NoteRow row = session.get(NoteRow.class, id);
                if (row != null && row.height == block.height() && isOf(commitment, row)) {
                    move(session, row, NoteState.ORPHANED, StoredNote.NO_HEIGHT);
                    orphaned++;
                }
            }
        }
        return orphaned;
    }

    /** After such a unit is committed. */
    void waitingChanged(int by) {
        moved();
        setWaiting(waiting + by);
    }

    /** On the writer thread: the place of the latest arrival or change. */
    long lastPlace() {
        return lastPlace;
    }

    /** Everything up to this place is forced to disk. */
    void forced(long place) {
        order.show(place);
    }
}
