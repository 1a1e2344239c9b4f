package org.vanta.appliance.cli;

import org.vanta.appliance.note.Note;

/**
 * A note of the wallet.
 *
 * @param state as the sidecar tells it: pending, anchored, orphaned or removed
 * @param height of the block that anchors it, -1 while none does
 */
record FoundNote(Note note, String state, int height) {}
