package org.vanta.appliance.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.chain.ProofEnvelope;
import org.vanta.appliance.chain.ProofSystem;
import org.vanta.appliance.chain.VerifiedProof;
import org.vanta.verifier.VerificationStatus;

/** Goal: every proof gets the verifier's answer, and no number of submissions takes it from a block's. Method: the verifier's test build. */
class ProofCheckerTest {
    private final ProofTally tally = new ProofTally();

    private static VerifiedProof verified(ProofAnswer answer) {
        assertThat(answer).isInstanceOf(ProofAnswer.Verified.class);
        return ((ProofAnswer.Verified) answer).proof();
    }

    @Test
    void givesEachEnvelopeTheVerifiersAnswerSubmittedOrInABlock() {
        try (ProofChecker checker = TestProofs.checker(tally)) {
            List<TestProofs.Case> cases = TestProofs.cases();
            List<Optional<VerifiedProof>> inBlock =
                    checker.check(cases.stream().map(TestProofs.Case::envelope).toList());
            for (int i = 0; i < cases.size(); i++) {
                TestProofs.Case entry = cases.get(i);
                ProofAnswer answer = checker.submit(new ProofRequest.Envelope(entry.envelope()));
                assertThat(inBlock.get(i).isPresent()).as(entry.name()).isEqualTo(entry.status() == 0);
                if (entry.status() == 0) {
                    assertThat(inBlock.get(i)).contains(verified(answer));
                    assertThat(verified(answer).journal()).contains(TestProofs.journal(entry.envelope()));
                    assertThat(verified(answer).pinned()).isTrue();
                    assertThat(verified(answer).programVkey().hex()).isEqualTo(checker.program());
                } else {
                    assertThat(answer)
                            .as(entry.name())
                            .isEqualTo(new ProofAnswer.Refused(VerificationStatus.values()[entry.status()]));
                }
            }
            assertThat(checker.check(List.of())).isEmpty();
        }
    }

    @Test
    void acceptsAPublishedProofOfAnotherProgramWithoutTakingItForASpend() {
        try (ProofChecker checker = TestProofs.checker(tally)) {
            ProofRequest.RawSp1 published = TestProofs.published();
            VerifiedProof proof = verified(checker.submit(published));
            assertThat(proof.programVkey()).isEqualTo(published.vkey());
            assertThat(proof.pinned()).isFalse();
            assertThat(proof.circuit()).startsWith("v");
            assertThat(checker.submit(new ProofRequest.RawSp1(
                            Hash256.fromHex("00" + "11".repeat(31)), published.publicValues(), published.proof())))
                    .isEqualTo(new ProofAnswer.Refused(VerificationStatus.PAIRING_MISMATCH));
        }
    }

    @Test
    void takesARawProofOfThePinnedProgramForWhatAnEnvelopeSays() {
        try (ProofChecker checker = TestProofs.checker(tally)) {
            byte[] bytes = TestProofs.spend(1);
            ProofEnvelope envelope = ProofEnvelope.parse(bytes).orElseThrow();
            ProofAnswer raw = checker.submit(new ProofRequest.RawSp1(
                    Hash256.fromHex(checker.program()), envelope.publicValues(), envelope.proof()));
            assertThat(raw).isEqualTo(checker.submit(new ProofRequest.Envelope(bytes)));
            assertThat(verified(raw).system()).isEqualTo(ProofSystem.SP1_GROTH16);
        }
    }

    @Test
    void countsOutcomesAndTime() {
        try (ProofChecker checker = TestProofs.checker(tally)) {
            byte[] changed = TestProofs.spend(1);
            changed[9] ^= 1;
            checker.check(List.of(TestProofs.spend(1), changed, new byte[600], new byte[0]));
            assertThat(tally.of(ProofOutcome.VERIFIED)).isEqualTo(1);
            assertThat(tally.of(ProofOutcome.REFUSED)).isEqualTo(1);
            assertThat(tally.of(ProofOutcome.NOT_A_PROOF)).isEqualTo(2);
            assertThat(tally.checks()).isEqualTo(2);
            assertThat(tally.checkNanos()).isPositive();
        }
    }

    @Test
    void refusesToQueueMoreThanItsBoundWhileBlocksAreCheckedAllTheSame() {
        try (ProofChecker checker = TestProofs.checker(tally)) {
            try (BusySubmissions busy = BusySubmissions.of(checker)) {
                assertThat(checker.submit(TestProofs.published())).isEqualTo(new ProofAnswer.Busy(TestProofs.QUEUE));
                assertThat(checker.check(List.of(TestProofs.spend(1), TestProofs.spend(2))))
                        .allMatch(Optional::isPresent);
                assertThat(tally.of(ProofOutcome.BUSY)).isEqualTo(1);
            }
            assertThat(checker.submit(TestProofs.published())).isInstanceOf(ProofAnswer.Verified.class);
        }
    }

    @Test
    void throwsRatherThanCallAProofFalseThatItCouldNotCheck() {
        try (ProofChecker checker = TestProofs.checker(
                request -> {
                    throw new IllegalStateException("no memory left");
                },
                tally,
                1,
                1)) {
            assertThatThrownBy(() -> checker.check(List.of(TestProofs.spend(1))))
                    .hasMessageContaining("no memory");
            assertThatThrownBy(() -> checker.check(List.of(TestProofs.spend(1), TestProofs.spend(2))))
                    .hasRootCauseMessage("no memory left");
            assertThatThrownBy(() -> checker.submit(TestProofs.published())).hasRootCauseMessage("no memory left");
        }
    }
}
