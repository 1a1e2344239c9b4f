package org.vanta.appliance.gossip.core;

/** What a frame's bytes turned out to be. */
public sealed interface Decoded permits Frame, Decoded.MalformedFrame, Decoded.UnknownVariant {
    /** Bytes that no honest peer sends; the reason is for the log. */
    record MalformedFrame(String reason) implements Decoded {}

    /** A message of a kind that this version does not know: of a newer peer perhaps, so ignored and counted. */
    record UnknownVariant(long layer, long message) implements Decoded {}
}
