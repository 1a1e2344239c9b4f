package org.vanta.appliance.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.index.HeightProof;
import org.vanta.appliance.index.ShieldedIndex;
import org.vanta.appliance.smt.Terminal;

/** {@code GET /smt/{commitment}}: a proof of membership or of absence; {@code GET /nullifiers/{nullifier}}: whether it is revealed. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class TreeResource {
    private final ShieldedIndex index;

    public TreeResource(ShieldedIndex index) {
        this.index = index;
    }

    @GET
    @Path("smt/{commitment}")
    @RunOnVirtualThread
    public Proof proof(@PathParam("commitment") String commitment) {
        return index.prove(Parameter.hash256("commitment", commitment))
                .map(Proof::of)
                .orElseThrow(TreeResource::loading);
    }

    @GET
    @Path("nullifiers/{nullifier}")
    @RunOnVirtualThread
    public Revealed revealed(@PathParam("nullifier") String nullifier) {
        Hash256 value = Parameter.hash256("nullifier", nullifier);
        return index.revealed(value)
                .map(found -> new Revealed(value.hex(), found.present(), found.height()))
                .orElseThrow(TreeResource::loading);
    }

    private static ProblemException loading() {
        return new ProblemException(
                ProblemCode.STATE_LOADING,
                null,
                "the shielded state is being read from disk; try again in some seconds");
    }

    /** @param height of the last indexed block */
    public record Revealed(String nullifier, boolean present, int height) {}

    /**
     * @param height of the block after which {@code root} was the root
     * @param siblings from the root down
     * @param terminal "leaf", "empty" or "other"
     * @param otherKey the key of the leaf found in place, only with "other"
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Proof(
            String commitment,
            boolean present,
            String root,
            int height,
            List<String> siblings,
            String terminal,
            @JsonProperty("other_key") @Nullable String otherKey) {
        static Proof of(HeightProof found) {
            Terminal end = found.proof().terminal();
            return new Proof(
                    found.proof().key().hex(),
                    found.proof().present(),
                    found.root().hex(),
                    found.height(),
                    found.proof().siblings().stream().map(Hash256::hex).toList(),
                    switch (end) {
                        case Terminal.Leaf() -> "leaf";
                        case Terminal.Empty() -> "empty";
                        case Terminal.Other _ -> "other";
                    },
                    end instanceof Terminal.Other(Hash256 key) ? key.hex() : null);
        }
    }
}
