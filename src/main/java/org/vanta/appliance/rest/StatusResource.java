package org.vanta.appliance.rest;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.vanta.verifier.Verifier;

@Path("/status")
public class StatusResource {
    @Inject
    Verifier verifier;

    @GET
    public String status() {
        return "v1 " + verifier.mode();
    }
}
