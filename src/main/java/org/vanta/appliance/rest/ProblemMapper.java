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
        int retryAfterSeconds = failure.code().retryAfterSeconds();
        return (retryAfterSeconds > 0 ? response.header(HttpHeaders.RETRY_AFTER, retryAfterSeconds) : response).build();
    }
}
