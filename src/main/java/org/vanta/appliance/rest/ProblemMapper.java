package org.vanta.appliance.rest;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns what ends a request into its problem detail. */
final class ProblemMapper {
    @ServerExceptionMapper
    public Response toResponse(ProblemException failure) {
        Problem problem = failure.problem();
        Response.ResponseBuilder response =
                Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
        failure.retryAfter().ifPresent(after -> response.header(HttpHeaders.RETRY_AFTER, after.toSeconds()));
        return response.build();
    }
}
