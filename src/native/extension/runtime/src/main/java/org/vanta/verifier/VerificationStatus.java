package org.vanta.verifier;

/** The answer to a check: {@code vanta_status}, in its order and with its words. */
public enum VerificationStatus {
    /** The proof holds. */
    OK("the proof holds"),
    /** A pointer is missing; cannot come from Java. */
    NULL_ARGUMENT("an argument is missing"),
    /** Truncated, or with trailing bytes. */
    BAD_LENGTH("wrong length: truncated or with trailing bytes"),
    /** The envelope's first byte names no system this build accepts. */
    UNKNOWN_SYSTEM("unknown proof system"),
    /** The first four bytes of the proof name no key of this build. */
    UNKNOWN_SELECTOR("unknown selector: no verification key has it"),
    /** Envelope and selector disagree. */
    SYSTEM_MISMATCH("the selector belongs to another proof system than the envelope names"),
    /** A number is not below its modulus. */
    NOT_CANONICAL("not canonical: a coordinate or evaluation is not below its modulus"),
    /** A point of the proof is all zero. */
    AT_INFINITY("a point is the point at infinity"),
    /** A point fails its curve's equation. */
    NOT_ON_CURVE("a point is not on the curve"),
    /** A point on the twist lies outside the subgroup. */
    NOT_IN_SUBGROUP("a point is not in the subgroup"),
    /** A public input is not below the group order. */
    INPUT_OUT_OF_RANGE("a public input is out of range: not below the group order"),
    /** The program did not end with exit code 0. */
    EXIT_CODE("the program's exit code is not 0"),
    /** The proof names another root of recursion keys. */
    VK_ROOT("the root of recursion keys is not the circuit's"),
    /** The proof proves something else, or nothing. */
    PAIRING_MISMATCH("pairing mismatch: the proof does not prove this statement"),
    /** A PLONK challenge divides by zero. */
    DEGENERATE_CHALLENGE("degenerate challenge in the transcript"),
    /** No program key is pinned in this build, so no envelope is accepted. */
    NO_PROGRAM("no program key is pinned in this build"),
    /** The journal counts more than four of something. */
    JOURNAL_COUNT("a count in the journal is above four"),
    /** An unused slot of the journal is not zero. */
    JOURNAL_SLOT("an unused slot of the journal is not zero"),
    /** The journal's padding is not zero. */
    JOURNAL_PADDING("the journal's padding is not zero");

    private static final VerificationStatus[] BY_CODE = values();

    private final String text;

    VerificationStatus(String text) {
        this.text = text;
    }

    /** Whether the proof holds. */
    public boolean isOk() {
        return this == OK;
    }

    /** The reason in words, without a full stop. */
    public String text() {
        return text;
    }

    static VerificationStatus ofCode(int code) {
        if (code < 0 || code >= BY_CODE.length) {
            throw new IllegalStateException(
                    "the verifier library answered " + code + ", which this version does not know");
        }
        return BY_CODE[code];
    }
}
