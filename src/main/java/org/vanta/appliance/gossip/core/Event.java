package org.vanta.appliance.gossip.core;

import java.util.List;

/** What happens to a topic. */
public sealed interface Event {
    /** The owner knows peers: from configuration or from an earlier run. They are joined, and remembered for when all others are gone. */
    record Join(List<PeerInfo> contacts) implements Event {
        public Join {
            contacts = List.copyOf(contacts);
        }
    }

    /** What {@link FrameCodec#decode} made of a frame on this topic's stream. */
    record Received(PeerId from, Decoded decoded) implements Event {}

    /** A connection to a peer is up, whoever opened it. */
    record Connected(PeerId peer) implements Event {}

    /** The last connection to a peer is gone. */
    record Disconnected(PeerId peer) implements Event {}

    /** The owner has dropped frames of a peer since the last one that it handed on. */
    record Dropped(PeerId peer) implements Event {}

    /** A dial failed. */
    record Unreachable(PeerId peer) implements Event {}

    /** No dial was made, for a bound of the owner's that says nothing of the peer. */
    record NotDialled(PeerId peer) implements Event {}

    /** A frame was to be sent, and was not: the peer's queue is full. */
    record SendRefused(PeerId peer, Frame frame) implements Event {}

    /** The owner publishes; content beyond the limit is {@link IllegalArgumentException}. Publishing again what is known does nothing. */
    record Broadcast(Content content) implements Event {}

    /** The time asked for by {@link Action.WakeAt} has come. Early or needless ticks do no harm. */
    record Tick() implements Event {}

    /** Where others reach this peer, as it shall tell them. */
    record Reachable(PeerAddress self) implements Event {}

    /** The owner wants nothing to do with a peer any more; {@link PeerPolicy#admits} already says so. */
    record Expel(PeerId peer) implements Event {}

    /** Says farewell to all neighbours. The topic is not to be used after it. */
    record Leave() implements Event {}
}
