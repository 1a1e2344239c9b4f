package org.vanta.appliance.rest;

import java.util.Locale;

/** What can be wrong with a request. The word in {@code code} never changes; wallets may rely on it. */
public enum ProblemCode {
    /** The body is not JSON, or not an object. */
    MALFORMED_JSON(400, "The body is not a JSON object"),
    /** A field is missing. */
    MISSING_FIELD(400, "A field is missing"),
    /** A field or parameter does not have its form. */
    INVALID_FIELD(400, "A field does not have its form"),
    /** The body is too large. */
    BODY_TOO_LARGE(413, "The body is too large"),
    /** The commitment has as many envelopes as are kept. */
    TOO_MANY_ENVELOPES(409, "Too many envelopes for this commitment"),
    /** The inbox is full; worth trying again later. */
    INBOX_FULL(503, "The inbox is full", 60),
    /** The source has used up what it may bring for now. */
    TOO_MANY_SUBMITS(429, "Too many notes from this source"),
    /** The source has as many streams as it may have. */
    TOO_MANY_STREAMS(429, "Too many streams to this source", 60),
    /** There are as many streams as there may be. */
    STREAMS_FULL(503, "Too many streams", 60),
    /** As many requests as may do so read from the database; worth trying again at once. */
    TOO_MANY_READS(503, "Too many reads at one time", 1),
    /** The shielded state is being read from disk; worth trying again. */
    STATE_LOADING(503, "The state is being read", 5),
    /** Only the operator may do this. */
    FORBIDDEN(403, "Only the operator may do this"),
    /** There is no such ban. */
    NOT_BANNED(404, "There is no such ban"),
    /** Gossip does not run. */
    GOSSIP_OFF(503, "Gossip does not run"),
    /** The verifier refuses the proof; {@code reason} says why. */
    PROOF_REFUSED(422, "The proof is refused"),
    /** Too many proofs wait for their check; worth trying again at once. */
    PROOF_QUEUE_FULL(503, "Too many proofs wait for their check", 1);

    private final int status;
    private final String title;
    private final int retryAfterSeconds;

    ProblemCode(int status, String title) {
        this(status, title, 0);
    }

    ProblemCode(int status, String title, int retryAfterSeconds) {
        this.status = status;
        this.title = title;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    /** What the Retry-After header says; 0 for none. */
    int retryAfterSeconds() {
        return retryAfterSeconds;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
