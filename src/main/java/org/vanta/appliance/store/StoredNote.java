package org.vanta.appliance.store;

import java.time.Instant;
import org.vanta.appliance.note.EncryptedNote;

/**
 * A note of the inbox.
 *
 * @param cursor place in the inbox; rises with each new note and never changes
 * @param height of the block that anchors it, {@link #NO_HEIGHT} unless {@code state} is {@link NoteState#ANCHORED}
 */
public record StoredNote(long cursor, EncryptedNote note, NoteState state, int height, Instant firstSeen) {
    public static final int NO_HEIGHT = -1;
}
