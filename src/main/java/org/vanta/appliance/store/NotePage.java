package org.vanta.appliance.store;

import java.util.List;

/**
 * Some notes in the order of their latest changes.
 *
 * @param last the place up to which there is nothing else to tell; where to go on. Beyond the last note here if some were left out, which come
 *     again under a higher one when they are mended
 */
public record NotePage(List<StoredNote> notes, long last) {
    public NotePage {
        notes = List.copyOf(notes);
    }
}
