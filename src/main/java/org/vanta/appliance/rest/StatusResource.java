package org.vanta.appliance.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.vanta.appliance.gossip.GossipService;
import org.vanta.appliance.health.L1View;
import org.vanta.appliance.health.Vitals;
import org.vanta.appliance.index.IndexState;
import org.vanta.appliance.index.ShieldedIndex;

/** {@code GET /status}: the shielded state in numbers. Never waits for anything. */
@Path("/status")
@Produces(MediaType.APPLICATION_JSON)
public final class StatusResource {
    private final ShieldedIndex index;
    private final Vitals vitals;
    private final GossipService gossip;
    private final String network;
    private final String version;

    public StatusResource(
            ShieldedIndex index,
            Vitals vitals,
            GossipService gossip,
            @ConfigProperty(name = "vanta.network", defaultValue = "mainnet") String network,
            @ConfigProperty(name = "quarkus.application.version", defaultValue = "unknown") String version) {
        this.index = index;
        this.vitals = vitals;
        this.gossip = gossip;
        this.network = network;
        this.version = version;
    }

    @GET
    public Status status() {
        IndexState state = index.state();
        L1View l1 = vitals.l1();
        return new Status(
                network,
                state.height(),
                state.hash().displayHex(),
                state.commitmentCount(),
                state.nullifierCount(),
                index.pendingNotes(),
                Math.min(state.unbackedAnchors(), 0xffff_ffffL),
                state.root().hex(),
                gossip.peerCount(),
                new L1(l1.connected(), l1.height(), l1.tipAgeMs()),
                version);
    }

    /** @param height -1 if the tip was never heard */
    public record L1(
            boolean connected,
            int height,
            @JsonProperty("tip_age_ms") long tipAgeMs) {}

    /** @param height of the last indexed block, -1 before the first */
    public record Status(
            String network,
            int height,
            @JsonProperty("block_hash") String blockHash,
            @JsonProperty("commitment_count") int commitmentCount,
            @JsonProperty("nullifier_count") int nullifierCount,
            @JsonProperty("pending_notes") int pendingNotes,
            @JsonProperty("unbacked_anchors") long unbackedAnchors,
            @JsonProperty("smt_root") String smtRoot,
            @JsonProperty("peer_count") long peerCount,
            L1 l1,
            String version) {}
}
