package org.vanta.appliance.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bitcoin.OutPoint;
import org.vanta.appliance.bitcoin.Transaction;
import org.vanta.appliance.bitcoin.TxInput;
import org.vanta.appliance.bitcoin.TxOutput;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.chain.Anchor;
import org.vanta.appliance.chain.ProofCheck;
import org.vanta.appliance.chain.ProvenSpend;
import org.vanta.appliance.chain.WitnessV2;
import org.vanta.appliance.index.BlockEvent.BlockApplied;
import org.vanta.appliance.proof.BusySubmissions;
import org.vanta.appliance.proof.ProofChecker;
import org.vanta.appliance.proof.ProofOutcome;
import org.vanta.appliance.proof.ProofTally;
import org.vanta.appliance.proof.TestProofs;

/** Goal: the nullifiers of proofs in witnesses are a function of the active chain. Method: real proofs in generated blocks, a real database. */
class WitnessProofsTest {
    private static final TxOutput NOTHING = new TxOutput(0, new byte[] {0x51});

    @TempDir
    Path folder;

    private final GeneratedChain chain = new GeneratedChain();
    private final ProofTally tally = new ProofTally();
    private final ProofChecker checker = TestProofs.checker(tally);

    @AfterEach
    void close() {
        checker.close();
    }

    private static Hash256 value(int seed) {
        return GeneratedChain.value(seed);
    }

    private static Transaction spending(byte[] item, TxOutput... outputs) {
        return TestProofs.spending(new OutPoint(value(77), 0), item, outputs);
    }

    private static List<Hash256> nullifiers(byte[] envelope) {
        return TestProofs.journal(envelope).nullifiers();
    }

    private Followed followed(String name) {
        return new Followed(folder.resolve(name), chain, checker).follow();
    }

    private static void assertSpent(Followed followed, byte[] envelope, boolean spent) {
        assertThat(nullifiers(envelope)).hasSize(2).allMatch(nullifier -> followed.index.isSpent(nullifier) == spent);
    }

    @Test
    void revealsTheNullifiersOfAVerifiedProofAndTellsOfIt() {
        Transaction spend = spending(TestProofs.spend(1), NOTHING);
        chain.mine(spend);
        try (Followed followed = followed("index")) {
            assertSpent(followed, TestProofs.spend(1), true);
            assertThat(followed.index.state().nullifierCount()).isEqualTo(2);
            assertThat(followed.events.getLast()).isInstanceOfSatisfying(BlockApplied.class, applied -> {
                assertThat(applied.block().height()).isEqualTo(1);
                assertThat(applied.proofs()).extracting(ProvenSpend::txid).containsExactly(spend.txid());
                assertThat(applied.proofs().getFirst().proof().journal())
                        .contains(TestProofs.journal(TestProofs.spend(1)));
            });
        }
    }

    @Test
    void forgetsThemWhenTheirBlockLeavesAndAfterARestartToo() {
        chain.mine(spending(TestProofs.spend(1), NOTHING));
        chain.mine(spending(TestProofs.spend(2), NOTHING), spending(TestProofs.spend(1), NOTHING));
        try (Followed followed = followed("index")) {
            assertThat(followed.index.state().nullifierCount()).isEqualTo(4);
        }
        try (Followed followed = new Followed(folder.resolve("index"), chain, checker)) {
            assertSpent(followed, TestProofs.spend(2), true);
            chain.cutTo(1);
            chain.mine(spending(TestProofs.spend(3), NOTHING));
            followed.follow();
            assertSpent(followed, TestProofs.spend(1), true);
            assertSpent(followed, TestProofs.spend(2), false);
            assertSpent(followed, TestProofs.spend(3), true);
            try (Followed fresh = followed("fresh")) {
                assertThat(followed.index.state()).isEqualTo(fresh.index.state());
            }
        }
    }

    @Test
    void letsAVerifiedJournalOutrankTheTransactionsAnchors() {
        TxOutput anchor = new TxOutput(0, new Anchor.Nullifier(value(5)).script());
        chain.mine(spending(TestProofs.spend(1), anchor));
        chain.mine(spending(new byte[600], new TxOutput(0, new Anchor.Nullifier(value(6)).script())));
        try (Followed followed = followed("index")) {
            assertSpent(followed, TestProofs.spend(1), true);
            assertThat(followed.index.isSpent(value(5))).isFalse();
            assertThat(followed.index.isSpent(value(6))).isTrue();
        }
    }

    @Test
    void passesOverFalseProofsAndOtherBytes() {
        byte[] changed = TestProofs.spend(1);
        changed[9 + 200] ^= 1;
        byte[] shorter = new byte[64];
        TxOutput shielded = new TxOutput(0, WitnessV2.script(value(9)));
        chain.mine(
                spending(changed, NOTHING),
                spending(new byte[521], NOTHING),
                spending(shorter, shielded),
                spending(shorter, NOTHING),
                new Transaction(
                        2,
                        List.of(new TxInput(
                                new OutPoint(value(78), 0), new byte[] {1}, -1, List.of(TestProofs.spend(2)))),
                        List.of(NOTHING),
                        0));
        try (Followed followed = followed("index")) {
            assertThat(followed.index.state().height()).isEqualTo(1);
            assertThat(followed.index.state().nullifierCount()).isZero();
            assertThat(tally.of(ProofOutcome.REFUSED)).isEqualTo(1);
            // An item of 64 bytes is looked at only where a witness-v2 output is created.
            assertThat(tally.of(ProofOutcome.NOT_A_PROOF)).isEqualTo(2);
        }
    }

    @Test
    void checksBlocksWhileSubmissionsFillEveryThread() {
        for (int i = 0; i < 100; i++) {
            chain.mine(spending(TestProofs.spend(1 + i % 3), NOTHING));
        }
        try (BusySubmissions busy = BusySubmissions.of(checker);
                Followed followed = followed("index")) {
            assertThat(followed.index.state().nullifierCount()).isEqualTo(6);
            assertThat(tally.of(ProofOutcome.VERIFIED)).isEqualTo(100);
        }
    }

    @Test
    void readsTheChainAgainWhenAnotherProgramIsPinned() {
        chain.mine(spending(TestProofs.spend(1), NOTHING));
        chain.mine(List.of(value(1)), List.of(value(2)), 0);
        try (Followed without = new Followed(folder.resolve("index"), chain, ProofCheck.none()).follow()) {
            assertSpent(without, TestProofs.spend(1), false);
            assertThat(without.index.state().height()).isEqualTo(2);
        }
        IndexState pinned;
        try (Followed followed = new Followed(folder.resolve("index"), chain, checker)) {
            assertThat(followed.index.state()).isEqualTo(IndexState.EMPTY);
            pinned = followed.follow().index.state();
            assertSpent(followed, TestProofs.spend(1), true);
        }
        try (Followed again = new Followed(folder.resolve("index"), chain, checker)) {
            assertThat(again.index.state()).isEqualTo(pinned);
        }
        try (Followed back = followed("index")) {
            assertThat(back.events).isEmpty();
        }
    }
}
