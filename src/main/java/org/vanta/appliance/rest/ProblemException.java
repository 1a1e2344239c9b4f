package org.vanta.appliance.rest;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vanta.verifier.VerificationStatus;

/** Ends a request with a problem detail. */
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final @Nullable String field;

    private final @Nullable String reason;

    private final int retryAfterSeconds;

    ProblemException(ProblemCode code, @Nullable String field, String detail) {
        this(code, field, null, code.retryAfterSeconds(), detail);
    }

    private ProblemException(
            ProblemCode code, @Nullable String field, @Nullable String reason, int retryAfterSeconds, String detail) {
        super(detail, null, false, false);
        this.code = code;
        this.field = field;
        this.reason = reason;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    static ProblemException refusedProof(VerificationStatus reason) {
        return new ProblemException(ProblemCode.PROOF_REFUSED, null, Words.of(reason), 0, reason.text());
    }

    static ProblemException tooManySubmits(int seconds) {
        return new ProblemException(
                ProblemCode.TOO_MANY_SUBMITS,
                null,
                null,
                seconds,
                "your address has brought as many notes as it may for now; try again in " + seconds + " s");
    }

    /** When to try again, if that is worth it. */
    Optional<Duration> retryAfter() {
        return retryAfterSeconds > 0 ? Optional.of(Duration.ofSeconds(retryAfterSeconds)) : Optional.empty();
    }

    ProblemCode code() {
        return code;
    }

    Problem problem() {
        return new Problem(
                "about:blank", code.title(), code.status(), String.valueOf(getMessage()), code.word(), field, reason);
    }
}
