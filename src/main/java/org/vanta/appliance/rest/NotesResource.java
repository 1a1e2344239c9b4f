package org.vanta.appliance.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.store.NotePage;
import org.vanta.appliance.store.NoteState;
import org.vanta.appliance.store.NoteStore;
import org.vanta.appliance.store.StoredNote;

/**
 * {@code GET /notes?after=&limit=}: the inbox page by page, for wallets to try with their secret on their side. In the order of the latest
 * changes: who goes on after the last cursor seen is told of new notes and of those whose state changed since.
 */
@Path("/notes")
@Produces(MediaType.APPLICATION_JSON)
public final class NotesResource {
    static final int LIMIT_MAX = 1_000;
    private static final int LIMIT_DEFAULT = 100;

    private final NoteStore notes;
    private final ReadGate gate;

    NotesResource(NoteStore notes, ReadGate gate) {
        this.notes = notes;
        this.gate = gate;
    }

    /**
     * Asked for as NDJSON, all notes follow each other and "limit" says nothing; with "follow=true", and always as server-sent events, the
     * connection stays and tells of changes as they come ({@link NoteStreams}).
     *
     * @param after the {@code next} of the page before, 0 for the first
     * @param limit notes on this page, 1 to 1000
     */
    @GET
    @RunOnVirtualThread
    @Operation(
            summary = "Notes in the order of their latest changes",
            description =
                    "Go on with \"next\" as \"after\": a note whose state changed since comes again under a higher cursor (pending,"
                            + " anchored, orphaned, removed). With Accept: application/x-ndjson all of them come in lines; with"
                            + " follow=true, or as text/event-stream (from Last-Event-ID on), the connection stays.")
    @APIResponse(
            responseCode = "200",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Notes.class)),
                @Content(mediaType = "application/x-ndjson", schema = @Schema(implementation = NoteEntry.class)),
                @Content(mediaType = "text/event-stream", schema = @Schema(implementation = NoteEntry.class))
            })
    public Notes notes(@QueryParam("after") @Nullable String after, @QueryParam("limit") @Nullable String limit) {
        long from = Parameter.number("after", after, 0, 0, Long.MAX_VALUE);
        int count = (int) Parameter.number("limit", limit, LIMIT_DEFAULT, 1, LIMIT_MAX);
        NotePage page = gate.answer(() -> notes.page(from, count));
        return new Notes(page.notes().stream().map(NoteEntry::of).toList(), Long.toString(page.last()));
    }

    /** The envelopes of one commitment; none if it is not known. Other sidecars fetch here what they missed. */
    @GET
    @Path("/{commitment}")
    @RunOnVirtualThread
    public Envelopes envelopes(@PathParam("commitment") String commitment) {
        Hash256 asked = Parameter.hash256("commitment", commitment);
        return new Envelopes(
                gate.answer(() -> notes.of(asked)).stream().map(NoteEntry::of).toList());
    }

    /** At most {@link NoteStore#ENVELOPES_PER_COMMITMENT_MAX}, oldest first. */
    public record Envelopes(List<NoteEntry> notes) {}

    /** @param next what to ask for next: the cursor of the last note here, or a higher one if others were left out */
    public record Notes(List<NoteEntry> notes, String next) {}

    /** @param height of the block that anchors it, null unless {@code state} is "anchored" */
    public record NoteEntry(
            String cursor,
            @JsonProperty("ephemeral_pubkey") String ephemeralPubkey,
            String ciphertext,
            String commitment,
            String state,
            @Nullable Integer height) {
        static NoteEntry of(StoredNote stored) {
            return new NoteEntry(
                    Long.toString(stored.cursor()),
                    stored.note().ephemeralPubkey().hex(),
                    Hex.encode(stored.note().ciphertext()),
                    stored.note().commitment().hex(),
                    Words.of(stored.state()),
                    stored.state() == NoteState.ANCHORED ? (Integer) stored.height() : null);
        }
    }
}
