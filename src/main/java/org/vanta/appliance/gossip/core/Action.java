package org.vanta.appliance.gossip.core;

import java.util.List;

/** What a topic asks its owner to do, in this order. */
public sealed interface Action {
    /** Send one frame to each of several peers, all connected; for a full queue answer {@link Event.SendRefused}. */
    record Send(List<PeerId> peers, Frame frame) implements Action {}

    /** Connect; answer {@link Event.Connected} (also if connected already), {@link Event.Unreachable} or {@link Event.NotDialled}. */
    record Dial(PeerId peer, PeerAddress address) implements Action {}

    /** This topic needs the connection no longer: send what is queued, then close it unless another topic uses it. */
    record Disconnect(PeerId peer) implements Action {}

    /**
     * A peer became a neighbour.
     *
     * @param chosen by us, rather than come to us
     */
    record NeighborUp(PeerId peer, PeerAddress address, boolean chosen) implements Action {}

    record NeighborDown(PeerId peer) implements Action {}

    /** A message, for the first and only time; {@code from} is who brought it, hardly who made it. */
    record Deliver(MessageId id, Content content, PeerId from) implements Action {}

    /**
     * A frame had no effect, and is held against nobody: of a version, or content of a kind, that this one does not know; or rubbish or too much
     * of something that a peer passes on unread.
     */
    record Ignored(PeerId from) implements Action {}

    record Misbehaved(PeerId peer, Misbehaviour how) implements Action {}

    /** Send {@link Event.Tick} at this time, on the clock of the times given in. Replaces what was asked before. */
    record WakeAt(long nanos) implements Action {}
}
