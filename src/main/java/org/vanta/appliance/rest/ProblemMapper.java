package org.vanta.appliance.rest;

import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns what ends a request into its problem detail. */
final class ProblemMapper {
    @ServerExceptionMapper
    public Response toResponse(ProblemException failure) {
        Problem problem = failure.problem();
        return Response.status(problem.status())
                .type(Problem.MEDIA_TYPE)
                .entity(problem)
                .build();
    }
}
