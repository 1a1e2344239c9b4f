package org.vanta.appliance.gossip;

import java.util.Locale;

/** What became of a message, as metrics name it. */
public enum MessageFate {
    /** Made here and sent. */
    PUBLISHED,
    /** Heard for the first time. */
    DELIVERED,
    /** A note that is now in the inbox. */
    STORED,
    /** A note that was in the inbox already. */
    KNOWN,
    /** A note the inbox has no room for. */
    REFUSED,
    /** A note that found too many others waiting for the inbox. */
    DROPPED;

    /** Lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
