package org.vanta.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.note.OwnerKey;

/** Goal: a block of ours and its note survive every step. Method: a real database file, closed and opened between steps. */
class CandidateStoreTest {
    private static final Instant LATER = Instant.ofEpochSecond(4_000_000_000L);

    @TempDir
    Path folder;

    static Candidate candidate(int seed) {
        Hash256 hash = Sha256.hash(new byte[] {(byte) seed});
        return Candidate.found(
                hash,
                7,
                Hash256.ZERO,
                Instant.ofEpochSecond(1_700_000_000L),
                "bitaxe",
                new OwnerKey(Sha256.hash(new byte[] {99})),
                5_000_000_000L,
                seed,
                new byte[2_000_000],
                new EncryptedNote(hash, new byte[60], Sha256.hash(hash.toBytes())));
    }

    @Test
    void remembersASubmissionWithoutAnswerOverARestart() {
        Candidate candidate = candidate(1);
        try (TestDatabase database = TestDatabase.open(folder)) {
            database.candidates.record(candidate);
            database.candidates.record(candidate);
        }
        try (TestDatabase database = TestDatabase.open(folder)) {
            assertThat(database.candidates.unsettled()).containsExactly(candidate);
            assertThat(database.deliveries.due(LATER, 10)).isEmpty();
            assertThat(database.candidates.lastAccepted()).isEmpty();
        }
    }

    @Test
    void letsTheBytesOfABlockGoWhenItIsSettledAndKnowsItOnAllTheSame() {
        List<Hash256> all =
                Stream.of(1, 2, 3).map(seed -> candidate(seed).blockHash()).toList();
        try (TestDatabase database = TestDatabase.open(folder)) {
            for (int seed = 1; seed <= 3; seed++) {
                database.candidates.record(candidate(seed));
            }
            database.candidates.accepted(all.get(0));
            database.candidates.rejected(all.get(1), "high-hash");
            assertThat(blockBytes(database, all)).containsExactly(0, 0, 2_000_000);
        }
        try (TestDatabase database = TestDatabase.open(folder)) {
            assertThat(blockBytes(database, all)).containsExactly(0, 0, 2_000_000);
            // What a node rejected and the chain has, and what leaves the chain and comes back, needs its note only.
            BlockRecord block = new BlockRecord(0, all.get(1), Hash256.ZERO, 0, List.of(), List.of(), 0, Hash256.ZERO);
            for (int i = 0; i < 2; i++) {
                database.blocks.append(List.of(block));
                assertThat(database.candidates.latestAccepted(10)).hasSize(2);
                database.blocks.truncateAbove(-1);
                assertThat(database.candidates.latestAccepted(10)).hasSize(1);
            }
            assertThat(database.deliveries.depth()).isEqualTo(2);
            assertThat(database.database.failure()).isEmpty();
        }
    }

    @Test
    void letsGoOfTheBytesThatAnEarlierVersionKept() {
        Candidate candidate = candidate(1);
        try (TestDatabase database = TestDatabase.open(folder)) {
            database.candidates.record(candidate);
            database.candidates.accepted(candidate.blockHash());
            database.writer.writeForced(session -> {
                CandidateRow row = session.get(CandidateRow.class, 1L);
                row.block = candidate.block();
                session.update(row.sealed());
                return row.id;
            });
            assertThat(blockBytes(database, List.of(candidate.blockHash()))).containsExactly(2_000_000);
        }
        try (TestDatabase database = TestDatabase.open(folder)) {
            assertThat(blockBytes(database, List.of(candidate.blockHash()))).containsExactly(0);
            assertThat(database.candidates.lastAccepted().orElseThrow().note()).isEqualTo(candidate.note());
            assertThat(database.database.failure()).isEmpty();
        }
    }

    private static List<Integer> blockBytes(TestDatabase database, List<Hash256> hashes) {
        return database.candidates.among(hashes).stream()
                .map(found -> found.block().length)
                .toList();
    }

    @Test
    void queuesTheNoteOfAnAcceptedBlockOnce() {
        Candidate candidate = candidate(1);
        try (TestDatabase database = TestDatabase.open(folder)) {
            database.candidates.record(candidate);
            database.candidates.accepted(candidate.blockHash());
            database.candidates.accepted(candidate.blockHash());
        }
        try (TestDatabase database = TestDatabase.open(folder)) {
            assertThat(database.candidates.unsettled()).isEmpty();
            assertThat(database.deliveries.depth()).isEqualTo(1);
            assertThat(database.deliveries.due(LATER, 10))
                    .extracting(Delivery::note)
                    .containsExactly(candidate.note());
            assertThat(database.candidates.lastAccepted().orElseThrow().blockHash())
                    .isEqualTo(candidate.blockHash());
        }
    }

    @Test
    void queuesARejectedBlocksNoteNever() {
        try (TestDatabase database = TestDatabase.open(folder)) {
            Candidate candidate = candidate(1);
            database.candidates.record(candidate);
            database.candidates.rejected(candidate.blockHash(), "high-hash");
            assertThat(database.candidates.unsettled()).isEmpty();
            assertThat(database.deliveries.depth()).isZero();
        }
    }

    @Test
    void queuesTheNoteOfABlockThatANodeRejectedAndTheChainHas() {
        Candidate candidate = candidate(1);
        try (TestDatabase database = TestDatabase.open(folder)) {
            database.candidates.record(candidate);
            database.candidates.rejected(candidate.blockHash(), "bad-txns");
            database.blocks.append(List.of(
                    new BlockRecord(0, candidate.blockHash(), Hash256.ZERO, 0, List.of(), List.of(), 0, Hash256.ZERO)));
            assertThat(database.deliveries.depth()).isEqualTo(1);
        }
        try (TestDatabase database = TestDatabase.open(folder)) {
            assertThat(database.candidates.lastAccepted().orElseThrow().blockHash())
                    .isEqualTo(candidate.blockHash());
            assertThat(database.deliveries.due(LATER, 10))
                    .extracting(Delivery::note)
                    .containsExactly(candidate.note());
        }
    }

    private static BlockRecord at(int height, Hash256 hash) {
        return new BlockRecord(height, hash, Hash256.ZERO, 0, List.of(), List.of(), 0, Hash256.ZERO);
    }

    @Test
    void aBlockThatANodeTookAndTheChainWentByIsOursNoMoreUntilTheChainHasIt() {
        Hash256 before = candidate(1).blockHash();
        Hash256 after = candidate(2).blockHash();
        int height = candidate(1).height();
        try (TestDatabase database = TestDatabase.open(folder)) {
            for (int below = 0; below < height; below++) {
                database.blocks.append(List.of(at(below, Sha256.hash(new byte[] {100, (byte) below}))));
            }
            database.candidates.record(candidate(1));
            database.candidates.accepted(before);
            database.blocks.append(List.of(at(height, Sha256.hash(new byte[] {101}))));
            assertThat(database.candidates.lastAccepted()).isEmpty();
            database.candidates.record(candidate(2));
            database.candidates.accepted(after);
        }
        try (TestDatabase database = TestDatabase.open(folder)) {
            assertThat(database.candidates.lastAccepted())
                    .as("a node has it, and the chain may yet")
                    .isPresent();
            database.blocks.append(List.of(at(height + 1, Sha256.hash(new byte[] {102}))));
            assertThat(database.candidates.lastAccepted()).isEmpty();
        }
        try (TestDatabase database = TestDatabase.open(folder)) {
            assertThat(database.candidates.lastAccepted()).isEmpty();
            database.blocks.truncateAbove(height - 1);
            database.blocks.append(List.of(at(height, after), at(height + 1, Sha256.hash(new byte[] {103}))));
            assertThat(database.candidates.latestAccepted(10))
                    .extracting(Candidate::blockHash)
                    .containsExactly(after);
            assertThat(database.database.failure()).isEmpty();
        }
    }

    @Test
    void keepsANoteThatFindsTheQueueFullForLater() {
        try (TestDatabase database = TestDatabase.open(folder, 10, 1)) {
            for (int i = 1; i <= 2; i++) {
                database.candidates.record(candidate(i));
                database.candidates.accepted(candidate(i).blockHash());
            }
            assertThat(database.deliveries.depth()).isEqualTo(1);
            database.deliveries.delivered(database.deliveries.due(LATER, 1).getFirst());
            database.candidates.queueAccepted();
            assertThat(database.deliveries.due(LATER, 10))
                    .extracting(Delivery::note)
                    .containsExactly(candidate(2).note());
        }
    }

    @Test
    void restoresABadDeliveryFromTheJournal() {
        Candidate candidate = candidate(1);
        try (TestDatabase database = TestDatabase.open(folder)) {
            database.candidates.record(candidate);
            database.candidates.accepted(candidate.blockHash());
            database.tamper("update delivery set attempts = 5");
        }
        try (TestDatabase database = TestDatabase.open(folder)) {
            assertThat(database.deliveries.due(LATER, 10))
                    .extracting(Delivery::note)
                    .containsExactly(candidate.note());
        }
    }

    @Test
    void aBadCandidateKeepsNoOtherFromBeingSettledAndIsNotMadeGoodByAChange() {
        try (TestDatabase database = TestDatabase.open(folder)) {
            for (int i = 1; i <= 3; i++) {
                database.candidates.record(candidate(i));
            }
            database.candidates.accepted(candidate(3).blockHash());
            database.tamper("update candidate set reward = 1 where tag in (1, 3)");
            assertThat(database.candidates.unsettled()).containsExactly(candidate(2));
            assertThat(database.candidates.lastAccepted()).isEmpty();
            assertThat(database.database.failure().orElseThrow()).isInstanceOf(BadRecordException.class);
            assertThat(database.candidates.among(
                            List.of(candidate(1).blockHash(), candidate(2).blockHash())))
                    .containsExactly(candidate(2));
            assertThatThrownBy(() -> database.candidates.accepted(candidate(1).blockHash()))
                    .isInstanceOf(BadRecordException.class);
            assertThatThrownBy(() -> database.candidates.rejected(candidate(1).blockHash(), "bad-txns"))
                    .isInstanceOf(BadRecordException.class);
            assertThatThrownBy(() -> database.blocks.append(List.of(new BlockRecord(
                            0, candidate(1).blockHash(), Hash256.ZERO, 0, List.of(), List.of(), 0, Hash256.ZERO))))
                    .isInstanceOf(BadRecordException.class);
        }
        try (TestDatabase database = TestDatabase.open(folder)) {
            assertThat(database.candidates.unsettled()).containsExactlyInAnyOrder(candidate(1), candidate(2));
            assertThat(database.candidates.lastAccepted().orElseThrow().value())
                    .isEqualTo(candidate(3).value());
        }
    }

    @Test
    void aBadDeliveryIsNotMadeGoodByAFailedAttempt() {
        Candidate candidate = candidate(1);
        try (TestDatabase database = TestDatabase.open(folder)) {
            database.candidates.record(candidate);
            database.candidates.accepted(candidate.blockHash());
            Delivery due = database.deliveries.due(LATER, 1).getFirst();
            database.tamper("update delivery set commitment = ephemeral_pubkey");
            database.deliveries.failed(due, Instant.EPOCH);
            assertThat(database.database.failure().orElseThrow()).isInstanceOf(BadRecordException.class);
        }
        try (TestDatabase database = TestDatabase.open(folder)) {
            assertThat(database.deliveries.due(LATER, 10))
                    .extracting(Delivery::note)
                    .containsExactly(candidate.note());
        }
    }

    @Test
    void writesABlockDownOnceAlsoWhenTheAnswerToACommitWasLost() {
        Candidate candidate = candidate(1);
        LossyLink link = new LossyLink();
        try (TestDatabase database = TestDatabase.over(folder, link)) {
            link.loseNextAnswer();
            assertThatThrownBy(() -> database.candidates.record(candidate)).isInstanceOf(RuntimeException.class);
            // It is tried again, whether or not the store is whole by then.
            assertThatThrownBy(() -> database.candidates.record(candidate)).isInstanceOf(RuntimeException.class);
            database.mend();
            database.candidates.record(candidate);
            database.candidates.accepted(candidate.blockHash());
            assertThat(database.candidates.unsettled()).isEmpty();
            assertThat(database.candidates.latestAccepted(10)).hasSize(1);
        }
    }

    @Test
    void aCandidateWhoseStateIsRottenIsNoticedAndSettledInTheEnd() {
        Candidate candidate = candidate(1);
        try (TestDatabase database = TestDatabase.open(folder)) {
            database.candidates.record(candidate);
            database.tamper("update candidate set state = 'ACCEPTED'");
            assertThat(database.candidates.unsettled()).isEmpty();
            database.mend();
            assertThat(database.candidates.unsettled()).containsExactly(candidate);
        }
    }

    @Test
    void aRottenCandidateWhoseBlockLeavesTheChainIsNoticed() {
        Candidate candidate = candidate(1);
        BlockRecord block = new BlockRecord(
                0, candidate.blockHash(), Hash256.ZERO, 0, List.of(candidate.commitment()), List.of(), 0, Hash256.ZERO);
        try (TestDatabase database = TestDatabase.open(folder)) {
            database.notes.submit(candidate.note(), NoteSource.OWN, _ -> StoredNote.NO_HEIGHT);
            database.candidates.record(candidate);
            database.candidates.accepted(candidate.blockHash());
            database.blocks.append(List.of(block));
            database.tamper("update candidate set reward = 1");
            database.blocks.truncateAbove(-1);
            assertThat(database.mend(() -> database.notes.load(-1, _ -> StoredNote.NO_HEIGHT)))
                    .isInstanceOf(BadRecordException.class);
            assertThat(database.notes.of(candidate.commitment()))
                    .extracting(StoredNote::state)
                    .containsExactly(NoteState.PENDING);
        }
    }

    @Test
    void aCandidateThatTheDatabaseLostIsNoticed() {
        Candidate candidate = candidate(1);
        try (TestDatabase database = TestDatabase.open(folder)) {
            database.candidates.record(candidate);
            database.tamper("delete from candidate");
            assertThat(database.candidates.among(List.of(candidate.blockHash())))
                    .isEmpty();
            assertThat(database.database.failure().orElseThrow()).hasMessageContaining("candidate 1 is not in");
        }
    }
}
