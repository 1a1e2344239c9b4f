package org.vanta.appliance.proof;

import org.vanta.appliance.chain.VerifiedProof;
import org.vanta.verifier.VerificationStatus;

/** What became of a {@link ProofRequest}. */
public sealed interface ProofAnswer {
    /** The proof holds. */
    record Verified(VerifiedProof proof) implements ProofAnswer {}

    /** @param reason the verifier's first reason */
    record Refused(VerificationStatus reason) implements ProofAnswer {}

    /** @param queue proofs that wait already; nothing was checked */
    record Busy(int queue) implements ProofAnswer {}
}
