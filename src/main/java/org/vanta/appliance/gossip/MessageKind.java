package org.vanta.appliance.gossip;

import java.util.Locale;

/** The kinds of messages, as metrics name them. */
public enum MessageKind {
    NOTE,
    COMMITMENT,
    NULLIFIER;

    static MessageKind of(GossipMessage message) {
        return switch (message) {
            case GossipMessage.NoteSent _ -> NOTE;
            case GossipMessage.NewCommitment _ -> COMMITMENT;
            case GossipMessage.NullifierRevealed _ -> NULLIFIER;
        };
    }

    /** Lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
