package org.vanta.appliance.proof;

import java.util.Locale;

/** What can become of bytes that might be a proof, for counting. */
public enum ProofOutcome {
    VERIFIED,
    REFUSED,
    /** A witness item without the form of an envelope, passed over. */
    NOT_A_PROOF,
    /** A submitted proof that found the queue full. */
    BUSY;

    /** As metrics write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
