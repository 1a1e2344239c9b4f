package org.vanta.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToIntFunction;
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
            assertThat(database.notes.submit(note(1, 1), NOT_ANCHORED))
                    .isEqualTo(new SubmitOutcome.Stored(1, NoteState.PENDING));
            assertThat(database.notes.submit(note(1, 1), NOT_ANCHORED))
                    .isEqualTo(new SubmitOutcome.Known(1, NoteState.PENDING));
            assertThat(database.notes.page(0, 10)).hasSize(1);
            assertThat(database.notes.waiting()).isEqualTo(1);
        }
    }

    @Test
    void keepsSeveralEnvelopesOfOneCommitmentUpToTheBound() {
        try (TestDatabase database = TestDatabase.open(folder)) {
            for (int i = 0; i < NoteStore.ENVELOPES_PER_COMMITMENT_MAX; i++) {
                assertThat(database.notes.submit(note(1, i), NOT_ANCHORED)).isInstanceOf(SubmitOutcome.Stored.class);
            }
            assertThat(database.notes.submit(note(1, 99), NOT_ANCHORED))
                    .isInstanceOf(SubmitOutcome.TooManyEnvelopes.class);
        }
    }

    @Test
    void takesNoMoreWaitingNotesThanTheBoundButStillAnchoredOnes() {
        try (TestDatabase database = TestDatabase.open(folder, 3, 3)) {
            for (int i = 0; i < 3; i++) {
                assertThat(database.notes.submit(note(i, 1), NOT_ANCHORED)).isInstanceOf(SubmitOutcome.Stored.class);
            }
            assertThat(database.notes.submit(note(9, 1), NOT_ANCHORED)).isEqualTo(new SubmitOutcome.TooManyWaiting(3));
            assertThat(database.notes.submit(note(9, 1), _ -> 7))
                    .isEqualTo(new SubmitOutcome.Stored(4, NoteState.ANCHORED));
        }
    }

    @Test
    void namesABadAndAMissingNoteAtStartAndRestoresBothFromTheJournal() {
        List<StoredNote> before;
        try (TestDatabase database = TestDatabase.open(folder)) {
            for (int i = 1; i <= 3; i++) {
                database.notes.submit(note(i, 1), NOT_ANCHORED);
            }
            before = database.notes.page(0, 10);
            database.tamper("update note set first_seen = first_seen + 1 where id = 1");
            database.tamper("delete from note where id = 3");
        }
        try (TestDatabase database = TestDatabase.open(folder)) {
            List<BadRecord> bad = database.notes.load(-1, NOT_ANCHORED);
            assertThat(bad)
                    .contains(new BadRecord("note", "1", "its content does not match its digest"))
                    .extracting(BadRecord::key)
                    .containsExactly("1", "1", "3");
            assertThat(database.notes.page(0, 10)).isEqualTo(before);
            assertThat(database.notes.waiting()).isEqualTo(3);
        }
    }

    @Test
    void refusesToStartWhenANoteIsBadInTheDatabaseAndInTheJournal() throws Exception {
        try (TestDatabase database = TestDatabase.open(folder)) {
            database.notes.submit(note(1, 1), NOT_ANCHORED);
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
}
