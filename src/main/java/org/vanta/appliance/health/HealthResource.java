package org.vanta.appliance.health;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.store.Candidate;
import org.vanta.appliance.store.CandidateStore;

/** {@code GET /health} for people and dashboards; {@code /health/live}, {@code /ready} and {@code /started} for orchestrators. */
@Path("/health")
@Produces(MediaType.APPLICATION_JSON)
public final class HealthResource {
    private static final Logger LOG = Logger.getLogger(HealthResource.class);

    private final Vitals vitals;
    private final CandidateStore candidates;

    public HealthResource(Vitals vitals, CandidateStore candidates) {
        this.vitals = vitals;
        this.candidates = candidates;
    }

    /** Always 200: the body says how things are. */
    @GET
    @RunOnVirtualThread
    public Health health() {
        MiningView mining = vitals.mining();
        L2View l2 = vitals.l2();
        PartHealth l1 = vitals.l1().health();
        PartHealth store = vitals.store();
        PartHealth gossip = vitals.gossip();
        return new Health(
                worst(List.of(l1, l2.health(), store, gossip)),
                mining.minersConnected(),
                lastBlock(store.state()),
                mining.difficulty(),
                l2.retryQueueDepth(),
                l1,
                l2.health(),
                store,
                gossip);
    }

    /** A store that is not open yet, or can't be read, has no last block; how the store is stands in its own field. */
    private @Nullable LastBlock lastBlock(PartState store) {
        if (store == PartState.STARTING || store == PartState.DOWN) {
            return null;
        }
        try {
            return candidates.lastAccepted().map(LastBlock::of).orElse(null);
        } catch (RuntimeException e) {
            LOG.debug("the last block can't be read at present", e);
            return null;
        }
    }

    private static PartState worst(List<PartHealth> parts) {
        for (PartState state : List.of(PartState.DOWN, PartState.STARTING, PartState.DEGRADED)) {
            if (parts.stream().anyMatch(part -> part.state() == state)) {
                return state;
            }
        }
        return PartState.UP;
    }

    @GET
    @Path("/live")
    public Response live() {
        return response(ProbeAnswer.live());
    }

    /** 503 while the state can't be trusted or, where miners are served, L1 can't be reached. */
    @GET
    @Path("/ready")
    public Response ready() {
        return response(ProbeAnswer.ready(vitals));
    }

    /** 503 until everything is started; the body says what the start is at. */
    @GET
    @Path("/started")
    public Response started() {
        return response(ProbeAnswer.started(vitals));
    }

    private static Response response(ProbeAnswer answer) {
        return Response.status(answer.code()).entity(answer).build();
    }

    /** @param time when our miner found it, ISO 8601 */
    public record LastBlock(int height, String hash, String time) {
        static LastBlock of(Candidate candidate) {
            return new LastBlock(
                    candidate.height(),
                    candidate.blockHash().displayHex(),
                    candidate.foundAt().toString());
        }
    }

    /** @param lastBlockFound the last block of ours that L1 took, null before the first */
    public record Health(
            PartState status,
            @JsonProperty("miners_connected") int minersConnected,
            @JsonProperty("last_block_found") @Nullable LastBlock lastBlockFound,
            @JsonProperty("difficulty_current") double difficultyCurrent,
            @JsonProperty("retry_queue_depth") int retryQueueDepth,
            PartHealth l1,
            PartHealth l2,
            PartHealth store,
            PartHealth gossip) {}
}
