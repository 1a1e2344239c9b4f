package org.vanta.appliance.gossip.core;

import java.util.List;
import java.util.Optional;

/**
 * A message of iroh-gossip/1, named as there. {@link Membership} messages keep the overlay (HyParView: Leitão, Pereira, Rodrigues, "HyParView: a membership
 * protocol for reliable gossip-based broadcast", DSN 2007); {@link Spread} messages carry content along a tree in it (PlumTree: "Epidemic
 * broadcast trees", SRDS 2007). A walk's time to live and a round are 16 bits, unsigned.
 */
public sealed interface Frame extends Decoded {
    /** Keeps the overlay. */
    sealed interface Membership extends Frame {}

    /** Spreads content. */
    sealed interface Spread extends Frame {}

    /** Asks to be made a neighbour and be introduced to others. */
    record Join(Optional<PeerAddress> address) implements Membership {}

    /** Introduces a peer that joined, along a random walk. */
    record ForwardJoin(PeerInfo peer, int ttl) implements Membership {}

    /** Offers a sample of the origin's views, along a random walk; who ends it answers the origin with a sample of its own. */
    record Shuffle(PeerId origin, List<PeerInfo> nodes, int ttl) implements Membership {
        public Shuffle {
            nodes = List.copyOf(nodes);
        }
    }

    /** The answer to a shuffle; also sent ahead of a disconnect, so that nobody is left alone. */
    record ShuffleReply(List<PeerInfo> nodes) implements Membership {
        public ShuffleReply {
            nodes = List.copyOf(nodes);
        }
    }

    /** Whether a neighbour may be refused. */
    enum Priority {
        /** The sender has no neighbour: never refused. */
        HIGH,
        LOW
    }

    /** Asks to become a neighbour, or agrees to. */
    record Neighbor(Priority priority, Optional<PeerAddress> address) implements Membership {}

    /**
     * Ends a neighbourhood; the last message on its stream.
     *
     * @param alive the sender stays in the topic and may be asked again
     * @param respond obsolete, always false
     */
    record Disconnect(boolean alive, boolean respond) implements Membership {}

    /** A message and its content. */
    record Gossip(MessageId id, Content content, Scope scope) implements Spread {}

    /** Asks for announcements instead of contents. */
    record Prune() implements Spread {}

    /** Asks for contents instead of announcements, and for one message at once if it is named. */
    record Graft(Optional<MessageId> id, int round) implements Spread {}

    /** Announces messages that the receiver may ask for. */
    record IHave(List<Announcement> announcements) implements Spread {
        public IHave {
            announcements = List.copyOf(announcements);
        }
    }

    /** A message and the round in which the announcer would send it. */
    record Announcement(MessageId id, int round) {}
}
