package org.vanta.appliance.rest;

import org.jspecify.annotations.Nullable;

/** Ends a request with a problem detail. */
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final @Nullable String field;

    ProblemException(ProblemCode code, @Nullable String field, String detail) {
        super(detail, null, false, false);
        this.code = code;
        this.field = field;
    }

    Problem problem() {
        return new Problem(
                "about:blank", code.title(), code.status(), String.valueOf(getMessage()), code.word(), field);
    }
}
