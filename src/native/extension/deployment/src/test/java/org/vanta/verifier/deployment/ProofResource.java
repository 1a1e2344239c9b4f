package org.vanta.verifier.deployment;

import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.HexFormat;
import org.vanta.verifier.Sp1Proof;
import org.vanta.verifier.Verifier;

/** An application of the extension: checks the three lines vkey, public values, proof in hex. */
@Path("/verify")
public class ProofResource {
    @Inject
    Verifier verifier;

    @POST
    public String verify(String lines) {
        byte[][] parts = lines.lines().map(HexFormat.of()::parseHex).toArray(byte[][]::new);
        return "build one: " + verifier.sp1().verify(new Sp1Proof(parts[0], parts[1], parts[2]));
    }
}
