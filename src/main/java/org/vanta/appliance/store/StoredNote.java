package org.vanta.appliance.store;

import java.time.Instant;
import org.vanta.appliance.note.EncryptedNote;

/**
 * A note of the inbox.
 *
 * @param cursor place of its arrival or, if its state has changed since, of its latest change; every arrival and change takes the next higher
 *     place, so a reader who goes on after the last one seen is told of all changes since
 * @param height of the block that anchors it, {@link #NO_HEIGHT} unless {@code state} is {@link NoteState#ANCHORED}
 */
public record StoredNote(long cursor, EncryptedNote note, NoteState state, int height, Instant firstSeen) {
    public static final int NO_HEIGHT = -1;
}
