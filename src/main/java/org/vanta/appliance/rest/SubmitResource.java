package org.vanta.appliance.rest;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.vanta.appliance.gossip.GossipMessage;
import org.vanta.appliance.gossip.GossipService;
import org.vanta.appliance.index.ShieldedIndex;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.store.NoteSource;
import org.vanta.appliance.store.NoteState;
import org.vanta.appliance.store.NoteStore;
import org.vanta.appliance.store.SubmitOutcome;

/** {@code POST /submit}: takes an encrypted note into the inbox and tells other sidecars of it. The same note twice is the same as once. */
@Path("/submit")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
public final class SubmitResource {
    private static final int CREATED = 201;

    private final ShieldedIndex index;
    private final NoteStore notes;
    private final GossipService gossip;
    private final SubmitQuota quota;

    SubmitResource(ShieldedIndex index, NoteStore notes, GossipService gossip, SubmitQuota quota) {
        this.index = index;
        this.notes = notes;
        this.quota = quota;
        this.gossip = gossip;
    }

    @POST
    @RunOnVirtualThread
    public Response submit(@Context HttpServerRequest request, byte[] body) {
        String source = Source.of(request);
        int seconds = quota.call(source);
        if (seconds > 0) {
            throw ProblemException.tooManySubmits(seconds);
        }
        EncryptedNote note = NoteReader.read(body);
        if (!quota.mayBring(source, note.commitment()) && !isKnown(note)) {
            throw new ProblemException(
                    ProblemCode.TOO_MANY_ENVELOPES,
                    "commitment",
                    "your address has brought " + SubmitQuota.ENVELOPES_OF_ONE_SOURCE_MAX
                            + " different envelopes for this commitment already");
        }
        return switch (index.submit(note, NoteSource.SUBMITTED)) {
            case SubmitOutcome.Stored(long cursor, NoteState state) -> {
                quota.stored(source, note.commitment(), state == NoteState.PENDING);
                gossip.publish(new GossipMessage.NoteSent(note));
                yield answer(CREATED, note, cursor, state);
            }
            case SubmitOutcome.Known(long cursor, NoteState state) -> answer(200, note, cursor, state);
            case SubmitOutcome.TooManyEnvelopes(int max) ->
                throw new ProblemException(
                        ProblemCode.TOO_MANY_ENVELOPES,
                        "commitment",
                        max + " different envelopes for this commitment are kept already");
            case SubmitOutcome.TooManyWaiting(int max) ->
                throw new ProblemException(
                        ProblemCode.INBOX_FULL, null, max + " notes wait for a block already; try again later");
            case SubmitOutcome.NotNow(String reason) ->
                throw new ProblemException(ProblemCode.STATE_LOADING, null, reason + "; try again in some seconds");
        };
    }

    private boolean isKnown(EncryptedNote note) {
        return notes.of(note.commitment()).stream()
                .anyMatch(stored -> stored.note().equals(note));
    }

    private static Response answer(int status, EncryptedNote note, long cursor, NoteState state) {
        return Response.status(status)
                .entity(new Submitted(note.commitment().hex(), Long.toString(cursor), Words.of(state)))
                .build();
    }

    /** Where the note stands now. Leaves in a Response, whose entity the native build does not see. */
    @RegisterForReflection
    public record Submitted(String commitment, String cursor, String state) {}
}
