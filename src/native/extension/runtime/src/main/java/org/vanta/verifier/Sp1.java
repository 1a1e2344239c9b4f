package org.vanta.verifier;

import java.util.ArrayList;
import java.util.List;

/** Raw SP1 proofs, Groth16 and PLONK, circuits v3 to v6.1: {@code vanta_sp1.h}. For tools; a node uses {@link Verifier}. */
public final class Sp1 {
    private final NativeCalls calls;

    Sp1(NativeCalls calls) {
        this.calls = calls;
    }

    /** Checks one proof; the circuit is found by the proof's selector. */
    public VerificationStatus verify(Sp1Proof proof) {
        return VerificationStatus.ofCode(calls.sp1Verify(proof.programVkey(), proof.publicValues(), proof.proof()));
    }

    /**
     * Checks many proofs together, which is cheaper for Groth16 proofs of one circuit.
     *
     * @param proofs any mix of circuits
     * @return one answer per proof, in order; each is what {@link #verify} would say
     */
    public List<VerificationStatus> verifyBatch(List<Sp1Proof> proofs) {
        int[] codes = calls.sp1VerifyBatch(proofs);
        List<VerificationStatus> statuses = new ArrayList<>(codes.length);
        for (int code : codes) {
            statuses.add(VerificationStatus.ofCode(code));
        }
        return statuses;
    }
}
