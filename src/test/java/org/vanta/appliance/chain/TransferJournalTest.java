package org.vanta.appliance.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.proof.TestProofs;
import org.vanta.verifier.Bytes32;
import org.vanta.verifier.Journal;
import org.vanta.verifier.Verification;
import org.vanta.verifier.VerificationStatus;
import org.vanta.verifier.Verifier;

/** Goal: journal and envelope are read here as in the verifier. Method: both readers over the same bytes, good and damaged. */
class TransferJournalTest {
    private static final int VALUES_OFFSET = 9;

    private final Verifier verifier = TestProofs.verifier();

    private static List<Hash256> hashes(List<Bytes32> values) {
        return values.stream().map(value -> Hash256.of(value.toByteArray())).toList();
    }

    private static boolean isReadHere(byte[] image) {
        try {
            TransferJournal.parse(image);
            return true;
        } catch (MalformedBytesException e) {
            return false;
        }
    }

    @Test
    void readsWhatTheVerifierReads() {
        for (TestProofs.Case entry : TestProofs.cases()) {
            if (verifier.verifyAndDecode(entry.envelope()) instanceof Verification.Accepted(Journal journal)) {
                assertThat(TestProofs.journal(entry.envelope()))
                        .isEqualTo(new TransferJournal(
                                Hash256.of(journal.smtRoot().toByteArray()),
                                hashes(journal.inputCommitments()),
                                hashes(journal.nullifiers()),
                                hashes(journal.commitments()),
                                journal.valueBalance()));
            }
        }
    }

    @Test
    void refusesTheImagesTheVerifierRefuses() {
        byte[] envelope = TestProofs.spend(1);
        for (int i = 0; i < TransferJournal.BYTES; i++) {
            for (int bit : new int[] {1, 0x80}) {
                byte[] damaged = envelope.clone();
                damaged[VALUES_OFFSET + i] ^= (byte) bit;
                Verification answer = verifier.verifyAndDecode(damaged);
                // The proof is of the undamaged journal, so a journal of good form fails at the pairing.
                boolean goodForm = answer.equals(new Verification.Refused(VerificationStatus.PAIRING_MISMATCH));
                byte[] image = Arrays.copyOfRange(damaged, VALUES_OFFSET, VALUES_OFFSET + TransferJournal.BYTES);
                assertThat(isReadHere(image)).as("byte %d", i).isEqualTo(goodForm);
            }
        }
    }

    @Test
    void refusesAnotherLength() {
        assertThatThrownBy(() -> TransferJournal.parse(new byte[TransferJournal.BYTES + 1]))
                .isInstanceOf(MalformedBytesException.class);
        assertThatThrownBy(() -> TransferJournal.parse(new byte[TransferJournal.BYTES - 1]))
                .isInstanceOf(MalformedBytesException.class);
    }

    @Test
    void takesNothingForAnEnvelopeThatTheVerifierCouldAcceptOnlyInAnotherForm() {
        byte[] envelope = TestProofs.spend(1);
        assertThat(ProofEnvelope.parse(envelope)).isPresent();
        assertThat(ProofEnvelope.parse(Arrays.copyOf(envelope, envelope.length + 1)))
                .isEmpty();
        assertThat(ProofEnvelope.parse(Arrays.copyOf(envelope, envelope.length - 1)))
                .isEmpty();
        assertThat(ProofEnvelope.parse(new byte[0])).isEmpty();
        for (int i = 0; i < VALUES_OFFSET; i++) {
            byte[] damaged = envelope.clone();
            damaged[i] ^= 4;
            assertThat(ProofEnvelope.parse(damaged)).as("byte %d", i).isEmpty();
        }
    }
}
