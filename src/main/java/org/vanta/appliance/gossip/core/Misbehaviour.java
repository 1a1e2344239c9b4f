package org.vanta.appliance.gossip.core;

/** What a peer did wrong. The frame in question had no effect beyond being named; what becomes of the peer is the owner's decision. */
public enum Misbehaviour {
    /** Bytes that are no frame. No honest peer sends any. */
    MALFORMED_FRAME,
    /** A message under an id that is not its content's hash. No honest peer sends any. */
    SPOOFED_ID,
    /** Content that the owner's check rejects. iroh's own peers pass content on unseen, so one is no proof of malice. */
    INVALID_CONTENT,
    /** Content longer than this topic takes. As with {@link #INVALID_CONTENT}. */
    OVERSIZE_CONTENT,
    /** The same message from the same peer again, unasked, more often than accidents explain. */
    REPEATED_MESSAGE,
    /** A message was announced, asked for, and did not come, more often than full caches explain. */
    WITHHELD_MESSAGE,
    /** More announcements of unknown messages than may wait at a time. */
    ANNOUNCEMENT_FLOOD,
    /** More requests for messages than there can be use for. */
    GRAFT_FLOOD,
    /** More shuffles, or replies to them, than an overlay needs. */
    SHUFFLE_FLOOD,
    /** More introductions of other peers than an overlay needs. */
    FORWARDED_JOIN_FLOOD,
    /** More joins, requests to be neighbours and departures than an overlay needs. */
    MEMBERSHIP_FLOOD,
    /** More peers in one frame than a sample holds. */
    ADDRESS_FLOOD
}
