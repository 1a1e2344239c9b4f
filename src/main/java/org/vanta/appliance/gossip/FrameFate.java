package org.vanta.appliance.gossip;

import java.util.Locale;

/** What became of a frame, as metrics name it. */
public enum FrameFate {
    RECEIVED,
    SENT,
    /** Not sent: the peer's queue was full. */
    REFUSED,
    /** Not taken in: its sender's share and what all share were used up. */
    THROTTLED,
    /** Not taken in: too many frames waited. */
    OVERLOADED,
    /** Of a topic that is not ours. */
    OTHER_TOPIC,
    /** Understood by a newer version perhaps; or rubbish or too much of something that its sender need not have made. */
    IGNORED;

    /** Lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
