package org.vanta.appliance.share;

/** Why a share does not count, as the field's servers say it. */
public enum ShareReject {
    MALFORMED(20, "Malformed submit", Consequence.COUNTED),
    NTIME_OUT_OF_RANGE(20, "Ntime out of range", Consequence.COUNTED),
    VERSION_BITS_NOT_ALLOWED(20, "Version rolling not allowed", Consequence.COUNTED),
    JOB_NOT_FOUND(21, "Job not found", Consequence.COUNTED),
    STALE(21, "Stale", Consequence.NONE),
    DUPLICATE(22, "Duplicate share", Consequence.COUNTED),
    LOW_DIFFICULTY(23, "Difficulty too low", Consequence.COUNTED),
    UNAUTHORIZED(24, "Unauthorized worker", Consequence.COUNTED),
    NOT_SUBSCRIBED(25, "Not subscribed", Consequence.COUNTED);

    /** What a refusal means for the connection it came from. */
    public enum Consequence {
        /** Honest miners do this at every new block. */
        NONE,
        /** A long unbroken run of these costs the connection; one accepted share forgives them. */
        COUNTED
    }

    private final int code;
    private final String text;
    private final Consequence consequence;

    ShareReject(int code, String text, Consequence consequence) {
        this.code = code;
        this.text = text;
        this.consequence = consequence;
    }

    /** Stratum's error code. */
    public int code() {
        return code;
    }

    /** Stratum's error text. */
    public String text() {
        return text;
    }

    public Consequence consequence() {
        return consequence;
    }
}
