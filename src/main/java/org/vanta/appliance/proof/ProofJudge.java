package org.vanta.appliance.proof;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.chain.ProofEnvelope;
import org.vanta.appliance.chain.ProofSystem;
import org.vanta.appliance.chain.TransferJournal;
import org.vanta.appliance.chain.VerifiedProof;
import org.vanta.verifier.Sp1Circuit;
import org.vanta.verifier.Sp1Proof;
import org.vanta.verifier.Verification;
import org.vanta.verifier.VerificationStatus;
import org.vanta.verifier.Verifier;

/** One check, on the caller's thread. The verifier alone decides; this puts its answer into the chain's types. */
final class ProofJudge implements Function<ProofRequest, ProofAnswer> {
    private final Verifier verifier;
    private final @Nullable Hash256 program;

    ProofJudge(Verifier verifier) {
        this.verifier = verifier;
        this.program = verifier.abi()
                .program()
                .map(vkey -> Hash256.of(vkey.toByteArray()))
                .orElse(null);
    }

    Optional<Hash256> program() {
        return Optional.ofNullable(program);
    }

    @Override
    public ProofAnswer apply(ProofRequest request) {
        return switch (request) {
            case ProofRequest.Envelope(byte[] bytes) -> envelope(bytes);
            case ProofRequest.RawSp1(Hash256 vkey, byte[] publicValues, byte[] proof) -> raw(vkey, publicValues, proof);
        };
    }

    private ProofAnswer envelope(byte[] bytes) {
        return switch (verifier.verifyAndDecode(bytes)) {
            case Verification.Refused(VerificationStatus reason) -> new ProofAnswer.Refused(reason);
            case Verification.Accepted _ -> {
                ProofEnvelope envelope = ProofEnvelope.parse(bytes)
                        .orElseThrow(() -> new IllegalStateException("the verifier accepts another form of envelope"));
                Hash256 vkey = program()
                        .orElseThrow(() -> new IllegalStateException("the verifier accepts without a pinned program"));
                yield verified(vkey, envelope.publicValues(), envelope.proof());
            }
        };
    }

    private ProofAnswer raw(Hash256 vkey, byte[] publicValues, byte[] proof) {
        VerificationStatus status = verifier.sp1().verify(new Sp1Proof(vkey.toBytes(), publicValues, proof));
        return status.isOk() ? verified(vkey, publicValues, proof) : new ProofAnswer.Refused(status);
    }

    private ProofAnswer verified(Hash256 vkey, byte[] publicValues, byte[] proof) {
        Sp1Circuit circuit = Sp1Circuit.ofProof(proof)
                .orElseThrow(() -> new IllegalStateException("the verifier has a key for a circuit without a name"));
        Optional<TransferJournal> journal = journal(publicValues);
        return new ProofAnswer.Verified(new VerifiedProof(
                circuit.plonk() ? ProofSystem.SP1_PLONK : ProofSystem.SP1_GROTH16,
                circuit.version(),
                vkey,
                program().filter(vkey::equals).isPresent() && journal.isPresent(),
                Sha256.ofParts(vkey.toBytes(), publicValues),
                journal));
    }

    private static Optional<TransferJournal> journal(byte[] publicValues) {
        if (publicValues.length != TransferJournal.BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.of(TransferJournal.parse(publicValues));
        } catch (MalformedBytesException e) {
            return Optional.empty();
        }
    }
}
