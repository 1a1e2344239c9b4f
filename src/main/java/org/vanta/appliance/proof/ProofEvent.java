package org.vanta.appliance.proof;

import java.time.Instant;
import org.vanta.appliance.chain.VerifiedProof;

/**
 * A proof that was verified.
 *
 * @param time of the block's header, or of the submission
 */
public record ProofEvent(Instant time, VerifiedProof proof, ProofPlace place) {
    boolean isSubmitted() {
        return place instanceof ProofPlace.Submitted;
    }
}
