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
    INBOX_FULL(503, "The inbox is full");

    private final int status;
    private final String title;

    ProblemCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
