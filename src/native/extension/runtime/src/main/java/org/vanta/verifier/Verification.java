package org.vanta.verifier;

/** The answer to an envelope: its journal, or the reason it is refused. */
public sealed interface Verification {
    /**
     * The proof holds and says this.
     *
     * @param journal what the proven transfer does
     */
    record Accepted(Journal journal) implements Verification {}

    /**
     * Nothing may be concluded from the envelope.
     *
     * @param reason the first reason found, never {@link VerificationStatus#OK}
     */
    record Refused(VerificationStatus reason) implements Verification {}
}
