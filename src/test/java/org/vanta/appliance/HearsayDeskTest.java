package org.vanta.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.chain.ProofCheck;
import org.vanta.appliance.gossip.NoteInbox;
import org.vanta.appliance.index.ShieldedIndex;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.store.FilledInbox;
import org.vanta.appliance.store.NoteSource;
import org.vanta.appliance.store.NoteStore;
import org.vanta.appliance.store.SubmitOutcome;
import org.vanta.appliance.store.TestDatabase;

/** Goal: who fills gossip with notes of no block closes the inbox to nobody for long. Method: a real inbox as full as peers can make it. */
class HearsayDeskTest {
    private static final int PEERS_ROOM = NoteStore.WAITING_MAX / 2;

    @TempDir
    Path folder;

    private static EncryptedNote note(int number) {
        Hash256 hash = Sha256.hash(new byte[] {(byte) number, 99});
        return new EncryptedNote(hash, new byte[60], Sha256.hash(hash.toBytes()));
    }

    private static ShieldedIndex index(TestDatabase database) {
        ShieldedIndex index = new ShieldedIndex(database.blocks, database.notes, ProofCheck.none());
        index.load();
        return index;
    }

    @Test
    void refusesNotesOfPeersThatFillTheirHalfAndTakesSubmittedOnes() {
        FilledInbox.fill(folder, PEERS_ROOM);
        try (TestDatabase database = TestDatabase.open(folder)) {
            ShieldedIndex index = index(database);
            assertThat(new HearsayDesk(index, database.notes).take(note(1))).isEqualTo(NoteInbox.Fate.REFUSED);
            assertThat(index.submit(note(1), NoteSource.SUBMITTED)).isInstanceOf(SubmitOutcome.Stored.class);
        }
    }

    @Test
    void takesNotesOfPeersAgainWhenThoseThatFillTheRoomAreOld() {
        FilledInbox.fill(folder, PEERS_ROOM, Instant.now().minus(Duration.ofMinutes(61)));
        try (TestDatabase database = TestDatabase.open(folder)) {
            HearsayDesk desk = new HearsayDesk(index(database), database.notes);
            assertThat(desk.take(note(1))).isEqualTo(NoteInbox.Fate.STORED);
            assertThat(desk.take(note(2))).isEqualTo(NoteInbox.Fate.STORED);
        }
    }
}
