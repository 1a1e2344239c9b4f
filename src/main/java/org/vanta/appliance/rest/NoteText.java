package org.vanta.appliance.rest;

import io.vertx.core.buffer.Buffer;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.store.NoteState;
import org.vanta.appliance.store.StoredNote;

/** How a stream of notes is written: the object of {@link NotesResource.NoteEntry} in each line or event. */
enum NoteText {
    /** One object a line; an empty line while there is no news. */
    NDJSON("application/x-ndjson", "\n"),
    /** Events "note" whose id is the cursor; a comment while there is no news. */
    EVENTS("text/event-stream", ":\n\n");

    private final String mediaType;
    private final String alive;

    NoteText(String mediaType, String alive) {
        this.mediaType = mediaType;
        this.alive = alive;
    }

    String mediaType() {
        return mediaType;
    }

    /** Keeps the connection, and those between, awake. */
    String alive() {
        return alive;
    }

    void write(StoredNote note, Buffer out) {
        if (this == EVENTS) {
            out.appendString("id: " + note.cursor() + "\nevent: note\ndata: " + json(note) + "\n\n");
        } else {
            out.appendString(json(note)).appendString("\n");
        }
    }

    private static String json(StoredNote note) {
        return "{\"cursor\":\"" + note.cursor() + "\",\"ephemeral_pubkey\":\""
                + note.note().ephemeralPubkey().hex() + "\",\"ciphertext\":\""
                + Hex.encode(note.note().ciphertext()) + "\",\"commitment\":\""
                + note.note().commitment().hex() + "\",\"state\":\"" + Words.of(note.state()) + "\",\"height\":"
                + (note.state() == NoteState.ANCHORED ? String.valueOf(note.height()) : "null") + "}";
    }
}
