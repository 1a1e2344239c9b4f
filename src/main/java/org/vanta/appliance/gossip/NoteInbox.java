package org.vanta.appliance.gossip;

import org.vanta.appliance.note.EncryptedNote;

/** Where notes go that peers bring: they wait there as pending until the chain anchors their commitment. */
@FunctionalInterface
public interface NoteInbox {
    /** What became of a note. */
    enum Fate {
        STORED,
        /** It was there already. */
        KNOWN,
        /** There is no room, there are too many envelopes for its commitment, or the inbox can't be written for now. */
        REFUSED
    }

    /** Takes a note in; may take as long as a disk does. */
    Fate take(EncryptedNote note);
}
