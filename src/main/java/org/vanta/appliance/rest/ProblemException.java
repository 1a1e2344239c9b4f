package org.vanta.appliance.rest;

import org.jspecify.annotations.Nullable;
import org.vanta.verifier.VerificationStatus;

/** Ends a request with a problem detail. */
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final @Nullable String field;

    private final @Nullable String reason;

    ProblemException(ProblemCode code, @Nullable String field, String detail) {
        this(code, field, null, detail);
    }

    private ProblemException(ProblemCode code, @Nullable String field, @Nullable String reason, String detail) {
        super(detail, null, false, false);
        this.code = code;
        this.field = field;
        this.reason = reason;
    }

    static ProblemException refusedProof(VerificationStatus reason) {
        return new ProblemException(ProblemCode.PROOF_REFUSED, null, Words.of(reason), reason.text());
    }

    ProblemCode code() {
        return code;
    }

    Problem problem() {
        return new Problem(
                "about:blank", code.title(), code.status(), String.valueOf(getMessage()), code.word(), field, reason);
    }
}
