package org.vanta.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.ToIntFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.note.EncryptedNote;

/** Goal: the inbox takes each note once, in bounds, and follows the chain. Method: a real database file. */
class NoteStoreTest {
    private static final ToIntFunction<Hash256> NOT_ANCHORED = _ -> StoredNote.NO_HEIGHT;

    @TempDir
    Path folder;

    private static EncryptedNote note(int commitment, int envelope) {
        return new EncryptedNote(Sha256.hash(new byte[] {(byte) envelope}), new byte[60], Sha256.hash(new byte[] {
            (byte) commitment, (byte) (commitment >> 8)
        }));
    }

    @Test
    void takesTheSameNoteOnce() {
        try (TestDatabase database = TestDatabase.open(folder)) {
            assertThat(database.notes.submit(note(1, 1), NoteSource.SUBMITTED, NOT_ANCHORED))
                    .isEqualTo(new SubmitOutcome.Stored(1, NoteState.PENDING));
            assertThat(database.notes.submit(note(1, 1), NoteSource.SUBMITTED, NOT_ANCHORED))
                    .isEqualTo(new SubmitOutcome.Known(1, NoteState.PENDING));
            assertThat(database.notes.page(0, 10).notes()).hasSize(1);
            assertThat(database.notes.waiting()).isEqualTo(1);
        }
    }

    /** As after the engine opened its file anew, without what was never forced: the journal brings the note back. */
    @Test
    void takesNoNoteOnceMoreThatTheDatabaseLost() throws Exception {
        try (TestDatabase database = TestDatabase.open(folder)) {
            database.notes.submit(note(1, 1), NoteSource.SUBMITTED, NOT_ANCHORED);
            database.tamper("delete from note");
            assertThat(database.notes.submit(note(1, 1), NoteSource.SUBMITTED, NOT_ANCHORED))
                    .isInstanceOf(SubmitOutcome.NotNow.class);
            assertThat(database.notes.submit(note(2, 1), NoteSource.SUBMITTED, NOT_ANCHORED))
                    .as("nothing more until all is read again")
                    .isInstanceOf(SubmitOutcome.NotNow.class);

            assertThat(database.mend(() -> database.notes.load(10, _ -> StoredNote.NO_HEIGHT)))
                    .hasMessageContaining("note 1 is not in the database any more");
            assertThat(database.notes.submit(note(1, 1), NoteSource.SUBMITTED, NOT_ANCHORED))
                    .isInstanceOf(SubmitOutcome.Known.class);
            assertThat(database.notes.page(0, 10).notes()).hasSize(1);
        }
    }

    @Test
    void keepsTheJournalSmallWhileNotesComeAndGo() throws Exception {
        Path journal = folder.resolve(Journal.FILE);
        List<StoredNote> kept;
        try (TestDatabase database = TestDatabase.open(folder)) {
            for (int i = 0; i < 3; i++) {
                database.notes.submit(note(i, 1), NoteSource.SUBMITTED, NOT_ANCHORED);
            }
            kept = database.notes.page(0, 10).notes();
            database.notes.settle();
            for (long id = 1_000; Files.size(journal) <= Journal.TIDY_BYTES_MIN; id += 5_000) {
                List<Long> ids = LongStream.range(id, id + 5_000).boxed().toList();
                journal(database, ids, gone -> new JournalEntry.NoteTaken(gone, note(9, 9), Instant.EPOCH));
                journal(database, ids, JournalEntry.NoteExpired::new);
            }
            assertThat(database.notes.expire()).isZero();
            assertThat(journal).exists();
            assertThat(Files.size(journal)).isLessThan(10_000);
            database.notes.submit(note(3, 1), NoteSource.SUBMITTED, NOT_ANCHORED);
        }
        try (TestDatabase database = TestDatabase.open(folder)) {
            assertThat(database.notes.load(10, NOT_ANCHORED)).isEmpty();
            assertThat(database.notes.page(0, 10).notes())
                    .startsWith(kept.toArray(StoredNote[]::new))
                    .hasSize(4);
        }
    }

    private static void journal(TestDatabase database, List<Long> ids, LongFunction<JournalEntry> entry) {
        database.writer.writeForced(_ -> {
            ids.forEach(id -> database.writer.journal(entry.apply(id)));
            return ids.size();
        });
    }

    @Test
    void keepsSeveralEnvelopesOfOneCommitmentUpToTheBound() {
        try (TestDatabase database = TestDatabase.open(folder)) {
            for (int i = 0; i < NoteSource.SUBMITTED.envelopesMax(); i++) {
                assertThat(database.notes.submit(note(1, i), NoteSource.SUBMITTED, NOT_ANCHORED))
                        .isInstanceOf(SubmitOutcome.Stored.class);
            }
            assertThat(database.notes.submit(note(1, 99), NoteSource.SUBMITTED, NOT_ANCHORED))
                    .isInstanceOf(SubmitOutcome.TooManyEnvelopes.class);
            assertThat(database.notes.submit(note(1, 100), NoteSource.OWN, NOT_ANCHORED))
                    .as("no stranger takes the slot of our own block's")
                    .isInstanceOf(SubmitOutcome.Stored.class);
        }
    }

    @Test
    void takesNoMoreWaitingNotesThanTheBoundButStillAnchoredOnes() {
        try (TestDatabase database = TestDatabase.open(folder, 3, 3)) {
            for (int i = 0; i < 3; i++) {
                assertThat(database.notes.submit(note(i, 1), NoteSource.SUBMITTED, NOT_ANCHORED))
                        .isInstanceOf(SubmitOutcome.Stored.class);
            }
            assertThat(database.notes.submit(note(9, 1), NoteSource.SUBMITTED, NOT_ANCHORED))
                    .isEqualTo(new SubmitOutcome.TooManyWaiting(3));
            assertThat(database.notes.submit(note(9, 1), NoteSource.SUBMITTED, _ -> 7))
                    .isEqualTo(new SubmitOutcome.Stored(4, NoteState.ANCHORED));
        }
    }

    @Test
    void namesABadAndAMissingNoteAtStartAndRestoresBothFromTheJournal() {
        List<StoredNote> before;
        try (TestDatabase database = TestDatabase.open(folder)) {
            for (int i = 1; i <= 3; i++) {
                database.notes.submit(note(i, 1), NoteSource.SUBMITTED, NOT_ANCHORED);
            }
            before = database.notes.page(0, 10).notes();
            database.tamper("update note set first_seen = first_seen + 1 where id = 1");
            database.tamper("delete from note where id = 3");
        }
        try (TestDatabase database = TestDatabase.open(folder)) {
            List<BadRecord> bad = database.notes.load(-1, NOT_ANCHORED);
            assertThat(bad)
                    .contains(new BadRecord("note", "1", "its content does not match its digest"))
                    .extracting(BadRecord::key)
                    .containsExactly("1", "1", "3");
            assertThat(database.notes.page(0, 10).notes())
                    .extracting(StoredNote::note)
                    .containsExactlyInAnyOrderElementsOf(
                            before.stream().map(StoredNote::note).toList());
            assertThat(database.notes.page(before.getLast().cursor(), 10).notes())
                    .as("who has seen all is told of what was restored")
                    .hasSize(2);
            assertThat(database.notes.waiting()).isEqualTo(3);
        }
    }

    @Test
    void refusesToStartWhenANoteIsBadInTheDatabaseAndInTheJournal() throws Exception {
        try (TestDatabase database = TestDatabase.open(folder)) {
            database.notes.submit(note(1, 1), NoteSource.SUBMITTED, NOT_ANCHORED);
            database.tamper("update note set first_seen = first_seen + 1");
        }
        Path journal = folder.resolve(Journal.FILE);
        byte[] bytes = Files.readAllBytes(journal);
        bytes[bytes.length - 40] ^= 1;
        Files.write(journal, bytes);
        for (int start = 0; start < 2; start++) {
            try (TestDatabase database = TestDatabase.open(folder)) {
                assertThatThrownBy(() -> database.notes.load(-1, NOT_ANCHORED))
                        .isInstanceOf(StartRefusal.class)
                        .hasMessageContaining("table note, key 1")
                        .hasMessageContaining("vanta recover --seed-file");
            }
        }
    }

    private static BlockRecord block(int height, EncryptedNote... notes) {
        return new BlockRecord(
                height,
                Sha256.hash(new byte[] {(byte) height, 1}),
                Hash256.ZERO,
                0,
                Stream.of(notes).map(EncryptedNote::commitment).toList(),
                List.of(),
                0,
                Hash256.ZERO);
    }

    @Test
    void tellsWhoGoesOnAfterACursorOfEachChangeSinceAlsoAfterARestart() {
        long seen;
        try (TestDatabase database = TestDatabase.open(folder)) {
            for (int i = 1; i <= 5; i++) {
                database.notes.submit(note(i, 1), NoteSource.SUBMITTED, NOT_ANCHORED);
            }
            seen = database.notes.page(0, 10).notes().getLast().cursor();
            assertThat(database.notes.page(seen, 10).notes()).isEmpty();
            database.blocks.append(List.of(block(0, note(2, 1), note(4, 1))));
            List<StoredNote> anchored = database.notes.page(seen, 10).notes();
            assertThat(anchored).extracting(StoredNote::state).containsOnly(NoteState.ANCHORED);
            assertThat(anchored).extracting(StoredNote::note).containsExactly(note(2, 1), note(4, 1));
            seen = anchored.getLast().cursor();
            database.blocks.truncateAbove(-1);
            database.blocks.append(List.of(block(0, note(4, 1))));
        }
        try (TestDatabase database = TestDatabase.open(folder)) {
            database.notes.load(0, NOT_ANCHORED);
            List<StoredNote> changed = database.notes.page(seen, 10).notes();
            assertThat(changed).extracting(StoredNote::note).containsExactly(note(2, 1), note(4, 1));
            assertThat(changed).extracting(StoredNote::state).containsExactly(NoteState.ORPHANED, NoteState.ANCHORED);
            assertThat(database.notes.page(0, 10).notes()).as("each note once").hasSize(5);
            assertThat(database.notes.page(0, 2).notes())
                    .isEqualTo(database.notes.page(0, 10).notes().subList(0, 2));
        }
    }

    @Test
    void tellsOfARemovedNoteAndTakesItBackWhenItIsAnchored() {
        MutableClock clock = new MutableClock();
        try (TestDatabase database = TestDatabase.open(folder)) {
            NoteStore notes = new NoteStore(database.writer, clock, clock::nanoTime, 3);
            notes.submit(note(1, 1), NoteSource.SUBMITTED, NOT_ANCHORED);
            notes.submit(note(2, 1), NoteSource.SUBMITTED, _ -> 0);
            long seen = notes.page(0, 10).notes().getLast().cursor();
            clock.advance(NoteStore.WAITING_AGE_MAX.plusSeconds(1));
            assertThat(notes.expire()).isEqualTo(1);
            assertThat(notes.waiting()).isZero();
            assertThat(notes.page(seen, 10).notes())
                    .extracting(StoredNote::state)
                    .containsExactly(NoteState.REMOVED);
            assertThat(notes.of(note(1, 1).commitment())).isEmpty();
            assertThat(notes.submit(note(1, 1), NoteSource.SUBMITTED, _ -> 7))
                    .isInstanceOfSatisfying(
                            SubmitOutcome.Known.class,
                            known -> assertThat(known.state()).isEqualTo(NoteState.ANCHORED));
            assertThat(notes.page(0, 10).notes()).hasSize(2);
        }
    }

    @Test
    void forgetsARemovedNoteInTheEnd() {
        MutableClock clock = new MutableClock();
        try (TestDatabase database = TestDatabase.open(folder)) {
            NoteStore notes = new NoteStore(database.writer, clock, clock::nanoTime, 3);
            notes.submit(note(1, 1), NoteSource.SUBMITTED, NOT_ANCHORED);
            clock.advance(NoteStore.WAITING_AGE_MAX.plusSeconds(1));
            notes.expire();
            notes.submit(note(2, 1), NoteSource.SUBMITTED, _ -> 0);
            clock.advance(NoteStore.REMOVED_AGE_MAX);
            notes.expire();
            assertThat(notes.page(0, 10).notes()).extracting(StoredNote::note).containsExactly(note(2, 1));
            assertThat(notes.submit(note(1, 1), NoteSource.SUBMITTED, NOT_ANCHORED))
                    .isInstanceOf(SubmitOutcome.Stored.class);
        }
    }

    @Test
    void expiresNothingUntilTheClockHasGoneOnForADaySinceItWasSet() {
        MutableClock clock = new MutableClock();
        try (TestDatabase database = TestDatabase.open(folder)) {
            NoteStore notes = new NoteStore(database.writer, clock, clock::nanoTime, 3);
            notes.submit(note(1, 1), NoteSource.SUBMITTED, NOT_ANCHORED);
            clock.advance(NoteStore.STEADY_MIN);
            clock.set(Duration.ofDays(20_000));
            assertThat(notes.expire()).isZero();
            clock.advance(NoteStore.STEADY_MIN.minusSeconds(1));
            assertThat(notes.expire()).isZero();
            assertThat(notes.page(0, 10).notes()).extracting(StoredNote::state).containsExactly(NoteState.PENDING);
            clock.advance(Duration.ofSeconds(1));
            assertThat(notes.expire()).isEqualTo(1);
            assertThat(notes.page(0, 10).notes())
                    .as("wallets are told before it is forgotten")
                    .extracting(StoredNote::state)
                    .containsExactly(NoteState.REMOVED);
        }
    }

    @Test
    void expiresNothingOnTheFirstDayOfAProcess() {
        MutableClock clock = new MutableClock();
        try (TestDatabase database = TestDatabase.open(folder)) {
            new NoteStore(database.writer, clock, clock::nanoTime, 3)
                    .submit(note(1, 1), NoteSource.SUBMITTED, NOT_ANCHORED);
        }
        clock.advance(NoteStore.REMOVED_AGE_MAX.multipliedBy(2));
        try (TestDatabase database = TestDatabase.open(folder)) {
            NoteStore notes = new NoteStore(database.writer, clock, clock::nanoTime, 3);
            notes.load(0, NOT_ANCHORED);
            assertThat(notes.expire()).isZero();
            clock.advance(NoteStore.STEADY_MIN);
            assertThat(notes.expire()).isEqualTo(1);
        }
    }

    @Test
    void letsTheOldestGoForNewOnesOnlyWhenTheyHaveWaitedLong() {
        MutableClock clock = new MutableClock();
        try (TestDatabase database = TestDatabase.open(folder)) {
            NoteStore notes = new NoteStore(database.writer, clock, clock::nanoTime, 2);
            notes.submit(note(1, 1), NoteSource.SUBMITTED, NOT_ANCHORED);
            notes.submit(note(2, 1), NoteSource.SUBMITTED, NOT_ANCHORED);
            assertThat(notes.submit(note(3, 1), NoteSource.SUBMITTED, NOT_ANCHORED))
                    .isEqualTo(new SubmitOutcome.TooManyWaiting(2));
            clock.advance(NoteStore.ROOM_AGE_MIN.plusSeconds(1));
            assertThat(notes.submit(note(3, 1), NoteSource.SUBMITTED, NOT_ANCHORED))
                    .isInstanceOf(SubmitOutcome.Stored.class);
            assertThat(notes.page(0, 10).notes())
                    .extracting(StoredNote::state)
                    .containsExactly(NoteState.REMOVED, NoteState.REMOVED, NoteState.PENDING);
        }
    }

    @Test
    void notesThatCameWhileTheClockRanAheadMakeRoomAsSoonAsItIsSetRight() {
        MutableClock clock = new MutableClock();
        Duration ahead = Duration.ofDays(3_650);
        try (TestDatabase database = TestDatabase.open(folder)) {
            NoteStore notes = new NoteStore(database.writer, clock, clock::nanoTime, 2);
            clock.set(ahead);
            notes.submit(note(1, 1), NoteSource.SUBMITTED, NOT_ANCHORED);
            notes.submit(note(2, 1), NoteSource.SUBMITTED, NOT_ANCHORED);
            assertThat(notes.submit(note(3, 1), NoteSource.SUBMITTED, NOT_ANCHORED))
                    .isEqualTo(new SubmitOutcome.TooManyWaiting(2));
            clock.set(ahead.negated());
            clock.advance(NoteStore.ROOM_AGE_MIN);
            assertThat(notes.submit(note(3, 1), NoteSource.SUBMITTED, NOT_ANCHORED))
                    .isInstanceOf(SubmitOutcome.Stored.class);
        }
    }

    @Test
    void peersTakeNoMoreThanHalfOfTheRoomAndTheirOldNotesMakeRoomThere() {
        MutableClock clock = new MutableClock();
        try (TestDatabase database = TestDatabase.open(folder)) {
            NoteStore notes = new NoteStore(database.writer, clock, clock::nanoTime, 4);
            notes.submit(note(1, 1), NoteSource.HEARSAY, NOT_ANCHORED);
            notes.submit(note(2, 1), NoteSource.HEARSAY, NOT_ANCHORED);
            assertThat(notes.submit(note(3, 1), NoteSource.HEARSAY, NOT_ANCHORED))
                    .isEqualTo(new SubmitOutcome.TooManyWaiting(2));
            assertThat(notes.submit(note(4, 1), NoteSource.SUBMITTED, NOT_ANCHORED))
                    .isInstanceOf(SubmitOutcome.Stored.class);
            clock.advance(NoteStore.ROOM_AGE_MIN.plusSeconds(1));
            assertThat(notes.submit(note(3, 1), NoteSource.HEARSAY, NOT_ANCHORED))
                    .isInstanceOf(SubmitOutcome.Stored.class);
        }
    }

    @Test
    void placesRiseAfterAStartThatRestoresNotesAndHasOthersWaitAgain() {
        try (TestDatabase database = TestDatabase.open(folder)) {
            for (int i = 1; i <= 3; i++) {
                database.notes.submit(note(i, 1), NoteSource.SUBMITTED, _ -> 5);
            }
            database.tamper("update note set first_seen = first_seen + 1 where id = 1");
            database.tamper("delete from note where id = 3");
        }
        try (TestDatabase database = TestDatabase.open(folder)) {
            database.notes.load(4, NOT_ANCHORED);
            List<StoredNote> all = new ArrayList<>();
            long cursor = 0;
            for (int i = 0; i < 3; i++) {
                all.addAll(database.notes.page(cursor, 1).notes());
                cursor = all.getLast().cursor();
            }
            assertThat(all).extracting(StoredNote::note).containsExactlyInAnyOrder(note(1, 1), note(2, 1), note(3, 1));
            assertThat(all).extracting(StoredNote::cursor).isSorted().doesNotHaveDuplicates();
            assertThat(database.notes.page(cursor, 1).notes()).isEmpty();
        }
    }

    @Test
    void givesNoPlaceTwiceWhenTheAnswerToACommitWasLost() {
        LossyLink link = new LossyLink();
        try (TestDatabase database = TestDatabase.over(folder, link)) {
            database.notes.settle();
            database.notes.submit(note(1, 1), NoteSource.SUBMITTED, NOT_ANCHORED);
            link.loseNextAnswer();
            assertThatThrownBy(() -> database.notes.submit(note(2, 1), NoteSource.SUBMITTED, NOT_ANCHORED))
                    .isInstanceOf(RuntimeException.class);
            // The follower was at it already, and its unit goes through.
            database.blocks.append(List.of(block(0, note(1, 1))));
            long seen = database.notes.page(0, 10).notes().getLast().cursor();
            database.mend(() -> database.notes.load(0, NOT_ANCHORED));
            assertThat(database.notes.page(0, 10).notes())
                    .extracting(StoredNote::note)
                    .containsExactlyInAnyOrder(note(1, 1), note(2, 1));
            assertThat(database.notes.page(seen, 10).notes())
                    .as("who has read on meanwhile is told of it")
                    .extracting(StoredNote::note)
                    .containsExactly(note(2, 1));
        }
    }

    @Test
    void keepsTheNewestPlaceSoThatAMachineThatDoesNotKnowTheTimeGivesHigherOnes() {
        MutableClock clock = new MutableClock();
        long seen;
        try (TestDatabase database = TestDatabase.open(folder)) {
            NoteStore notes = new NoteStore(database.writer, clock, clock::nanoTime, 3);
            notes.load(0, NOT_ANCHORED);
            notes.submit(note(1, 1), NoteSource.SUBMITTED, NOT_ANCHORED);
            clock.advance(NoteStore.WAITING_AGE_MAX.plusSeconds(1));
            assertThat(notes.expire()).isEqualTo(1);
            seen = notes.page(0, 10).notes().getLast().cursor();
        }
        try (TestDatabase database = TestDatabase.open(folder)) {
            NoteStore notes = new NoteStore(database.writer, clock, clock::nanoTime, 3);
            notes.load(0, NOT_ANCHORED);
            clock.advance(NoteStore.REMOVED_AGE_MAX);
            notes.expire();
        }
        clock.set(Duration.between(clock.instant(), Instant.EPOCH));
        try (TestDatabase database = TestDatabase.open(folder)) {
            NoteStore notes = new NoteStore(database.writer, clock, clock::nanoTime, 3);
            notes.load(0, NOT_ANCHORED);
            notes.submit(note(2, 1), NoteSource.SUBMITTED, NOT_ANCHORED);
            assertThat(notes.page(seen, 10).notes())
                    .extracting(StoredNote::note)
                    .containsExactly(note(2, 1));
        }
    }

    @Test
    void tellsAWalletThatKnowsAnEarlierInboxOfAllThatComesToANewOne() throws Exception {
        long seen;
        try (TestDatabase database = TestDatabase.open(folder.resolve("earlier"))) {
            database.notes.load(0, NOT_ANCHORED);
            for (int i = 1; i <= 3; i++) {
                database.notes.submit(note(i, 1), NoteSource.SUBMITTED, NOT_ANCHORED);
            }
            seen = database.notes.page(0, 10).notes().getLast().cursor();
        }
        // What recover brings after both files were put aside.
        try (TestDatabase database = TestDatabase.open(folder.resolve("new"))) {
            database.notes.load(0, NOT_ANCHORED);
            database.notes.submit(note(2, 2), NoteSource.SUBMITTED, NOT_ANCHORED);
            assertThat(database.notes.page(seen, 10).notes())
                    .extracting(StoredNote::note)
                    .containsExactly(note(2, 2));
        }
    }

    private void submitThenRot(TestDatabase database, EncryptedNote note) {
        assertThat(database.notes.submit(note, NoteSource.SUBMITTED, NOT_ANCHORED))
                .isInstanceOf(SubmitOutcome.Stored.class);
        database.tamper("update note set ciphertext = ephemeral_pubkey");
    }

    private void assertRestored(EncryptedNote note) {
        try (TestDatabase database = TestDatabase.open(folder)) {
            database.notes.load(10, NOT_ANCHORED);
            assertThat(database.notes.page(0, 10).notes())
                    .extracting(StoredNote::note)
                    .containsExactly(note);
        }
    }

    @Test
    void aRottenNoteIsNotSealedWhenItsBlockComes() {
        try (TestDatabase database = TestDatabase.open(folder)) {
            submitThenRot(database, note(1, 1));
            assertThatThrownBy(() -> database.blocks.append(List.of(block(0, note(1, 1)))))
                    .isInstanceOf(BadRecordException.class);
            assertThat(database.database.failure()).isPresent();
        }
        assertRestored(note(1, 1));
    }

    @Test
    void aRottenNoteIsNotSealedWhenItMakesRoom() {
        MutableClock clock = new MutableClock();
        try (TestDatabase database = TestDatabase.open(folder)) {
            NoteStore notes = new NoteStore(database.writer, clock, clock::nanoTime, 1);
            notes.submit(note(1, 1), NoteSource.SUBMITTED, NOT_ANCHORED);
            database.tamper("update note set ciphertext = ephemeral_pubkey");
            clock.advance(NoteStore.ROOM_AGE_MIN.plusSeconds(1));
            assertThat(notes.submit(note(2, 1), NoteSource.SUBMITTED, NOT_ANCHORED))
                    .isInstanceOf(SubmitOutcome.NotNow.class);
            assertThat(database.database.failure()).isPresent();
        }
        assertRestored(note(1, 1));
    }

    @Test
    void aRottenNoteIsNotTakenASecondTime() {
        try (TestDatabase database = TestDatabase.open(folder)) {
            submitThenRot(database, note(1, 1));
            assertThat(database.notes.submit(note(1, 1), NoteSource.SUBMITTED, NOT_ANCHORED))
                    .isInstanceOf(SubmitOutcome.NotNow.class);
        }
        assertRestored(note(1, 1));
    }

    /** A clock that a test moves. */
    private static final class MutableClock extends Clock {
        private Instant now = Instant.ofEpochSecond(1_700_000_000L);

        private long nanos;

        void advance(Duration by) {
            now = now.plus(by);
            nanos += by.toNanos();
        }

        /** As whoever learns the time does. */
        void set(Duration ahead) {
            now = now.plus(ahead);
        }

        long nanoTime() {
            return nanos;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
