package org.vanta.appliance.gossip;

import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.note.EncryptedNote;

/**
 * What sidecars tell each other, as the content of a gossip message. Unsigned and unproved: a note waits until the chain anchors it, and the
 * other two are hints.
 */
public sealed interface GossipMessage {
    /** A commitment was anchored in a block. */
    record NewCommitment(Hash256 commitment) implements GossipMessage {}

    /** A note was spent. */
    record NullifierRevealed(Hash256 nullifier) implements GossipMessage {}

    /** A note on its way to its owner. */
    record NoteSent(EncryptedNote note) implements GossipMessage {}
}
