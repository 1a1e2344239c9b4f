package org.vanta.appliance.store;

/** Where a note of the inbox stands. */
public enum NoteState {
    /** No block of the active chain anchors its commitment yet. */
    PENDING,
    /** A block of the active chain anchors its commitment. */
    ANCHORED,
    /** The block that anchored its commitment left the active chain. */
    ORPHANED,
    /** It waited too long, or made room for others. Kept for a while so that wallets are told; a block that anchors it brings it back. */
    REMOVED
}
