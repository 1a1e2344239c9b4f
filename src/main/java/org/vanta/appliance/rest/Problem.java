package org.vanta.appliance.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * RFC 9457 problem details, with three members of ours.
 *
 * @param code stable word for programs, see {@link ProblemCode}
 * @param field the field or parameter at fault, left out if none is
 * @param reason why the verifier refuses a proof, as a stable word; left out of other problems
 */
// Leaves in a Response, whose entity the native build does not see.
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        @Nullable String field,
        @Nullable String reason) {
    static final String MEDIA_TYPE = "application/problem+json";
}
