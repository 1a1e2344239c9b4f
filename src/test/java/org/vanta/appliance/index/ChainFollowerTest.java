package org.vanta.appliance.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.chain.ProofCheck;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.store.BadRecord;
import org.vanta.appliance.store.NoteSource;
import org.vanta.appliance.store.NoteState;
import org.vanta.appliance.store.StoredNote;

/** Goal: the state is a function of the active chain, whatever happened on the way. Method: generated chains over a real database file. */
class ChainFollowerTest {
    @TempDir
    Path folder;

    private final GeneratedChain chain = new GeneratedChain();

    private static Hash256 value(int seed) {
        return GeneratedChain.value(seed);
    }

    private static EncryptedNote note(int seed) {
        return new EncryptedNote(value(1_000 + seed), new byte[60], value(seed));
    }

    private void mine(int first, int count) {
        for (int i = 0; i < count; i++) {
            chain.mine(List.of(value(first + i)), List.of(value(10_000 + first + i)), 1);
        }
    }

    @Test
    void catchesUpOverSeveralBatches() {
        mine(0, 200);
        try (Followed followed = new Followed(folder, chain).follow()) {
            IndexState state = followed.index.state();
            assertThat(state.height()).isEqualTo(200);
            assertThat(state.hash()).isEqualTo(chain.active().getLast());
            assertThat(state.commitmentCount()).isEqualTo(200);
            assertThat(state.nullifierCount()).isEqualTo(200);
            assertThat(state.unbackedAnchors()).isEqualTo(200);
            assertThat(followed.index.isSpent(value(10_007))).isTrue();
            HeightProof proof = followed.index.prove(value(7)).orElseThrow();
            assertThat(proof.proof().present() && proof.proof().verify(state.root()))
                    .isTrue();
            assertThat(followed.index.anchoredHeight(value(7))).isEqualTo(8);
            assertThat(followed.events).hasSize(201).allMatch(BlockEvent.BlockApplied.class::isInstance);
        }
    }

    @Test
    void countsACommitmentOnceAndUndoesItOnce() {
        chain.mine(List.of(value(1)), List.of(), 0);
        chain.mine(List.of(value(1)), List.of(), 0);
        try (Followed followed = new Followed(folder, chain).follow()) {
            assertThat(followed.index.state().commitmentCount()).isEqualTo(1);
            chain.cutTo(1);
            chain.mine(List.of(), List.of(), 0);
            followed.follow();
            assertThat(followed.index.state().commitmentCount()).isEqualTo(1);
            assertThat(followed.index.anchoredHeight(value(1))).isEqualTo(1);
        }
    }

    @Test
    void undoesAReorganisationAsIfItHadNeverBeen() {
        mine(0, 10);
        try (Followed followed = new Followed(folder.resolve("followed"), chain).follow()) {
            chain.cutTo(4);
            mine(100, 3);
            followed.follow();
            try (Followed fresh = new Followed(folder.resolve("fresh"), chain).follow()) {
                assertThat(followed.index.state()).isEqualTo(fresh.index.state());
            }
            assertThat(followed.events)
                    .filteredOn(BlockEvent.BlockUndone.class::isInstance)
                    .extracting(event -> event.block().height())
                    .containsExactly(10, 9, 8, 7, 6, 5);
        }
    }

    @Test
    void followsAChainThatOnlyBecameShorter() {
        mine(0, 5);
        try (Followed followed = new Followed(folder, chain).follow()) {
            chain.cutTo(2);
            followed.follow();
            followed.pass(ChainFollower.SHORTER_GRACE);
            followed.follow();
            assertThat(followed.index.state().height()).isEqualTo(2);
            assertThat(followed.index.state().commitmentCount()).isEqualTo(2);
            assertThat(followed.follower().trouble()).isEmpty();
        }
    }

    @Test
    void keepsItsBlocksWhileANodeThatIsBehindMovesOn() {
        mine(0, 5);
        try (Followed followed = new Followed(folder, chain).follow()) {
            IndexState before = followed.index.state();
            List<Hash256> whole = chain.active();
            followed.events.clear();
            for (int height = 1; height < 5; height++) {
                chain.activate(whole.subList(0, height + 1));
                followed.follow();
                assertThat(followed.index.state()).isEqualTo(before);
                followed.pass(ChainFollower.SHORTER_GRACE);
            }
            chain.activate(whole);
            mine(100, 1);
            followed.follow();
            assertThat(followed.events).hasSize(1);
            assertThat(followed.follower().trouble()).isEmpty();
        }
    }

    @Test
    void keepsItsBlocksForANodeThatNeverHadThem() {
        mine(0, 5);
        try (Followed followed = new Followed(folder, chain).follow()) {
            IndexState before = followed.index.state();
            chain.lagAt(2);
            for (int steps = 0; steps < 3; steps++) {
                followed.follow();
                followed.pass(ChainFollower.SHORTER_GRACE);
            }
            assertThat(followed.index.state()).isEqualTo(before);
            assertThat(followed.follower().trouble()).contains("waiting until it has caught up");
            mine(100, 1);
            followed.follow();
            assertThat(followed.index.state().height()).as("another chain").isEqualTo(3);
        }
    }

    @Test
    void rebuildsTheWholeStateBeyondTheBoundOfReorganisations() {
        mine(0, 10);
        try (Followed followed = new Followed(folder.resolve("followed"), chain, ProofCheck.none(), 5).follow()) {
            followed.events.clear();
            chain.cutTo(5);
            mine(100, 1);
            followed.follow();
            assertThat(followed.events).as("just within the bound").hasSize(6);
            mine(200, 5);
            followed.follow();
            followed.events.clear();
            chain.cutTo(5);
            mine(300, 1);
            followed.follow();
            assertThat(followed.events.getFirst()).isInstanceOf(BlockEvent.AllUndone.class);
            assertThat(followed.events).hasSize(1 + 7);
            assertThat(followed.index.prove(Hash256.ZERO).orElseThrow().height())
                    .isEqualTo(6);
            try (Followed fresh = new Followed(folder.resolve("fresh"), chain).follow()) {
                assertThat(followed.index.state()).isEqualTo(fresh.index.state());
            }
        }
    }

    @Test
    void saysNothingOfTheStateBetweenUndoingAllOfItAndReadingItAnew() {
        mine(0, 2);
        try (Followed followed = new Followed(folder, chain).follow()) {
            assertThat(followed.index.undoAll()).isPresent();
            assertThat(followed.index.prove(Hash256.ZERO)).isEmpty();
            assertThat(followed.index.revealed(Hash256.ZERO)).isEmpty();
            followed.follow();
            assertThat(followed.index.prove(Hash256.ZERO)).isPresent();
        }
    }

    @Test
    void waitsForANodeThatReadsTheSameChainAnew() {
        mine(0, 10);
        try (Followed followed = new Followed(folder, chain, ProofCheck.none(), 5).follow()) {
            IndexState before = followed.index.state();
            List<Hash256> whole = chain.active();
            chain.cutTo(2);
            followed.follow();
            assertThat(followed.index.state()).isEqualTo(before);
            assertThat(followed.follower().trouble()).contains("waiting until it has caught up");
            chain.activate(whole);
            mine(100, 1);
            followed.follow();
            assertThat(followed.index.state().height()).isEqualTo(11);
            assertThat(followed.follower().trouble()).isEmpty();
        }
    }

    @Test
    void movesNotesWithTheChain() {
        try (Followed followed = new Followed(folder, chain).follow()) {
            followed.index.submit(note(1), NoteSource.SUBMITTED);
            assertNote(followed, NoteState.PENDING, StoredNote.NO_HEIGHT);
            mine(1, 1);
            List<Hash256> anchored = chain.active();
            followed.follow();
            assertNote(followed, NoteState.ANCHORED, 1);
            assertThat(followed.index.pendingNotes()).isZero();
            chain.cutTo(0);
            mine(2, 2);
            followed.follow();
            assertNote(followed, NoteState.ORPHANED, StoredNote.NO_HEIGHT);
            assertThat(followed.index.pendingNotes()).isEqualTo(1);
            chain.activate(anchored);
            followed.follow();
            assertNote(followed, NoteState.ANCHORED, 1);
        }
    }

    @Test
    void anchorsANoteThatComesAfterItsBlock() {
        mine(1, 3);
        try (Followed followed = new Followed(folder, chain).follow()) {
            followed.index.submit(note(2), NoteSource.SUBMITTED);
            assertNote(followed, NoteState.ANCHORED, 2);
        }
    }

    private static void assertNote(Followed followed, NoteState state, int height) {
        StoredNote note = followed.database.notes.page(0, 10).notes().getFirst();
        assertThat(note.state()).isEqualTo(state);
        assertThat(note.height()).isEqualTo(height);
    }

    @Test
    void resumesAfterARestart() {
        mine(0, 20);
        IndexState before;
        try (Followed followed = new Followed(folder, chain).follow()) {
            before = followed.index.state();
        }
        mine(100, 1);
        try (Followed followed = new Followed(folder, chain)) {
            assertThat(followed.bad).isEmpty();
            assertThat(followed.index.state()).isEqualTo(before);
            followed.follow();
            assertThat(followed.events).hasSize(1);
        }
    }

    @Test
    void namesABadBlockRecordAndReadsTheRestAgainFromL1() {
        mine(0, 20);
        IndexState before;
        try (Followed followed = new Followed(folder, chain).follow()) {
            before = followed.index.state();
            followed.database.tamper("update block_record set root = hash where height = 7");
        }
        try (Followed followed = new Followed(folder, chain)) {
            assertThat(followed.bad)
                    .containsExactly(new BadRecord("block_record", "7", "its content does not match its digest"));
            assertThat(followed.index.state().height()).isEqualTo(6);
            assertThat(followed.follow().index.state()).isEqualTo(before);
        }
        try (Followed followed = new Followed(folder, chain)) {
            assertThat(followed.bad).isEmpty();
        }
    }

    @Test
    void noticesAMissingBlockRecord() {
        mine(0, 20);
        try (Followed followed = new Followed(folder, chain).follow()) {
            followed.database.tamper("delete from block_record where height = 7");
        }
        try (Followed followed = new Followed(folder, chain)) {
            assertThat(followed.bad).hasSize(1);
            assertThat(followed.index.state().height()).isEqualTo(6);
            assertThat(followed.follow().index.state().height()).isEqualTo(20);
        }
    }

    @Test
    void waitsWhileL1CannotBeReached() {
        mine(0, 2);
        try (Followed followed = new Followed(folder, chain)) {
            chain.setReachable(false);
            followed.follow();
            assertThat(followed.follower().trouble()).contains("nobody listens");
            chain.setReachable(true);
            followed.follow();
            assertThat(followed.follower().trouble()).isEmpty();
            assertThat(followed.index.state().height()).isEqualTo(2);
        }
    }
}
