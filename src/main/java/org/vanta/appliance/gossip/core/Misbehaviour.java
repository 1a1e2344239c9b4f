package org.vanta.appliance.gossip.core;

/**
 * What a peer did wrong, and nobody can have made it do: iroh's peers pass on contents, shuffles and introductions unread and unbounded, and
 * anybody can make them answer us. The frame in question had no effect beyond being named; what becomes of the peer is the owner's decision.
 */
public enum Misbehaviour {
    /** Bytes that are no frame. No honest peer sends any. */
    MALFORMED_FRAME,
    /** A message under an id that is not its content's hash. No honest peer sends any. */
    SPOOFED_ID,
    /** Content that the owner's check rejects, meant for neighbours alone and so of the peer's own making. */
    INVALID_CONTENT,
    /** Content longer than this topic takes. As with {@link #INVALID_CONTENT}. */
    OVERSIZE_CONTENT,
    /** The same message from the same peer again, unasked, more often than accidents explain. */
    REPEATED_MESSAGE,
    /** A message was announced, asked for, and did not come, more often than full caches explain. */
    WITHHELD_MESSAGE
}
