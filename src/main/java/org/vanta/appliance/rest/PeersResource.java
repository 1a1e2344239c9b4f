package org.vanta.appliance.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.gossip.Ban;
import org.vanta.appliance.gossip.GossipService;
import org.vanta.appliance.gossip.GossipStatus;
import org.vanta.appliance.gossip.Neighbour;

/**
 * {@code GET /peers}: the gossip neighbours, without their addresses, and what they say that the chain has not said yet. The operator, as
 * {@link OperatorGate} knows one, sees more and may ban: {@code /peers/self}, {@code /peers/addresses}, {@code /peers/bans}.
 */
@Path("/peers")
@Produces(MediaType.APPLICATION_JSON)
public final class PeersResource {
    private static final long BAN_SECONDS_MAX = Duration.ofDays(3_650).toSeconds();
    private static final int REASON_MAX = 200;

    private final GossipService gossip;
    private final OperatorGate gate;

    public PeersResource(GossipService gossip, OperatorGate gate) {
        this.gossip = gossip;
        this.gate = gate;
    }

    @GET
    public Peers peers() {
        GossipStatus status = gossip.status();
        return new Peers(
                Words.of(status.state()),
                status.sentence(),
                gossip.peerCount(),
                gossip.neighbours().stream()
                        .map(peer -> new Peer(
                                peer.id(), peer.outbound(), peer.since().toString()))
                        .toList(),
                gossip.hintedCommitments(),
                gossip.hintedNullifiers());
    }

    /** Our own id, addresses and ticket. */
    @GET
    @Path("/self")
    @RunOnVirtualThread
    public GossipService.Endpoint self(@Context HttpServerRequest request) {
        gate.check(request);
        return gossip.endpoint()
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.GOSSIP_OFF, null, gossip.status().sentence()));
    }

    /** The neighbours with their addresses and scores. */
    @GET
    @Path("/addresses")
    public Neighbours addresses(@Context HttpServerRequest request) {
        gate.check(request);
        return new Neighbours(gossip.neighbours());
    }

    @GET
    @Path("/bans")
    public Bans bans(@Context HttpServerRequest request) {
        gate.check(request);
        return new Bans(gossip.bans().stream().map(PeersResource::entry).toList());
    }

    /**
     * Bans somebody.
     *
     * @param subject a peer's id, an IP address, or a group of them (/24, /64)
     * @param seconds how long; as long as the rules say if left out
     */
    @POST
    @Path("/bans")
    @Consumes(MediaType.WILDCARD)
    @RunOnVirtualThread
    public BanEntry ban(
            @Context HttpServerRequest request,
            @QueryParam("subject") @Nullable String subject,
            @QueryParam("reason") @Nullable String reason,
            @QueryParam("seconds") @Nullable String seconds) {
        gate.check(request);
        long lasts = Parameter.number("seconds", seconds, 0, 1, BAN_SECONDS_MAX);
        String why = reason == null || reason.isBlank() ? "operator" : reason.strip();
        if (why.length() > REASON_MAX) {
            throw new ProblemException(
                    ProblemCode.INVALID_FIELD, "reason", "reason has at most " + REASON_MAX + " characters");
        }
        try {
            return entry(gossip.ban(
                    given(subject), why, lasts == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(lasts))));
        } catch (IllegalArgumentException e) {
            throw invalidSubject(e);
        } catch (IllegalStateException e) {
            throw new ProblemException(ProblemCode.GOSSIP_OFF, null, String.valueOf(e.getMessage()));
        }
    }

    /** Ends a ban. */
    @DELETE
    @Path("/bans")
    @RunOnVirtualThread
    public void unban(@Context HttpServerRequest request, @QueryParam("subject") @Nullable String subject) {
        gate.check(request);
        try {
            if (!gossip.unban(given(subject))) {
                throw new ProblemException(ProblemCode.NOT_BANNED, "subject", subject + " is not banned");
            }
        } catch (IllegalArgumentException e) {
            throw invalidSubject(e);
        } catch (IllegalStateException e) {
            throw new ProblemException(ProblemCode.GOSSIP_OFF, null, String.valueOf(e.getMessage()));
        }
    }

    private static String given(@Nullable String subject) {
        if (subject == null || subject.isBlank()) {
            throw new ProblemException(ProblemCode.MISSING_FIELD, "subject", "subject is missing");
        }
        return subject.strip();
    }

    private static ProblemException invalidSubject(IllegalArgumentException e) {
        return new ProblemException(ProblemCode.INVALID_FIELD, "subject", "subject: " + e.getMessage());
    }

    private static BanEntry entry(Ban ban) {
        return new BanEntry(ban.subject(), ban.reason(), ban.until().toString(), ban.times());
    }

    /**
     * The neighbours of this moment.
     *
     * @param state "off", "connected", "waiting", "alone" or "down"
     * @param hintedCommitments commitments peers say are anchored and our index has not seen
     * @param hintedNullifiers nullifiers peers say are revealed and our index has not seen
     */
    public record Peers(
            String state,
            String sentence,
            @JsonProperty("peer_count") long peerCount,
            List<Peer> peers,
            @JsonProperty("hinted_commitments") int hintedCommitments,
            @JsonProperty("hinted_nullifiers") int hintedNullifiers) {}

    /** @param since when the connection was made, ISO 8601 */
    public record Peer(String id, boolean outbound, String since) {}

    /** With addresses. */
    public record Neighbours(List<Neighbour> neighbours) {}

    /** Soonest to end first. */
    public record Bans(List<BanEntry> bans) {}

    /** @param until ISO 8601 */
    public record BanEntry(String subject, String reason, String until, int times) {}
}
