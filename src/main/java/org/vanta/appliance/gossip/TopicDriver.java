package org.vanta.appliance.gossip;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.vanta.appliance.gossip.core.Action;
import org.vanta.appliance.gossip.core.Content;
import org.vanta.appliance.gossip.core.Event;
import org.vanta.appliance.gossip.core.Frame;
import org.vanta.appliance.gossip.core.FrameCodec;
import org.vanta.appliance.gossip.core.MessageId;
import org.vanta.appliance.gossip.core.Misbehaviour;
import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.gossip.core.TopicId;
import org.vanta.appliance.gossip.core.TopicState;
import org.vanta.appliance.gossip.transport.GossipTransport;

/** Does what a topic's state asks for: sends, dials, tells its owner. For the gossip thread. */
final class TopicDriver {
    /** Told what is not for the network. */
    interface Owner {
        void neighborUp(PeerId peer, PeerAddress address, boolean chosen);

        void neighborDown(PeerId peer);

        void delivered(Content content, PeerId from);

        void offended(PeerId peer, Offence offence);
    }

    /** For addresses that others have told: two that are black holes take longer. */
    private static final Duration TALE_PATIENCE = Duration.ofSeconds(6);

    private final TopicId topic;
    private final TopicState state;
    private final Routes routes;
    private final DialGuard dials;
    private final GossipTally tally;
    private final Owner owner;
    private final Deque<Event> due = new ArrayDeque<>();
    private boolean busy;
    private long wakeAt;
    private boolean wakes;

    TopicDriver(TopicId topic, TopicState state, Routes routes, DialGuard dials, GossipTally tally, Owner owner) {
        this.topic = topic;
        this.state = state;
        this.routes = routes;
        this.dials = dials;
        this.tally = tally;
        this.owner = owner;
    }

    /** Handles an event and all that follows from it. Events that the owner raises meanwhile come after. */
    void handle(Event event) {
        due.add(event);
        if (busy) {
            return;
        }
        busy = true;
        try {
            for (Event next = due.poll(); next != null; next = due.poll()) {
                state.handle(next, System.nanoTime()).forEach(this::perform);
            }
        } finally {
            busy = false;
        }
    }

    private void perform(Action action) {
        switch (action) {
            case Action.Send(List<PeerId> peers, Frame frame) -> send(peers, frame);
            case Action.Dial(PeerId peer, PeerAddress address) -> dial(peer, address);
            case Action.Disconnect(PeerId peer) -> routes.disconnect(peer, "no neighbour");
            case Action.NeighborUp(PeerId peer, PeerAddress address, boolean chosen) ->
                owner.neighborUp(peer, address, chosen);
            case Action.NeighborDown(PeerId peer) -> owner.neighborDown(peer);
            case Action.Deliver(MessageId _, Content content, PeerId from) -> owner.delivered(content, from);
            case Action.Ignored(PeerId _) -> tally.count(FrameFate.IGNORED);
            case Action.Misbehaved(PeerId peer, Misbehaviour how) -> owner.offended(peer, Offence.of(how));
            case Action.WakeAt(long nanos) -> {
                wakeAt = nanos;
                wakes = true;
            }
        }
    }

    private void send(List<PeerId> peers, Frame frame) {
        byte[] bytes = FrameCodec.encode(frame);
        for (PeerId peer : peers) {
            if (routes.send(peer, topic, bytes)) {
                tally.count(FrameFate.SENT);
            } else {
                tally.count(FrameFate.REFUSED);
                due.add(new Event.SendRefused(peer, frame));
            }
        }
    }

    private void dial(PeerId peer, PeerAddress address) {
        if (routes.get(peer) != null) {
            due.add(new Event.Connected(peer));
        } else if (dials.allows(peer, System.nanoTime())) {
            routes.dial(peer, address, state.isContact(peer) ? GossipTransport.PATIENT : TALE_PATIENCE);
        } else {
            due.add(new Event.NotDialled(peer));
        }
    }

    /** Wakes the state if it asked to be by now; says in how many nanoseconds to look again. */
    long tick() {
        if (wakes && wakeAt - System.nanoTime() <= 0) {
            wakes = false;
            handle(new Event.Tick());
        }
        return wakes ? Math.max(0, wakeAt - System.nanoTime()) : Long.MAX_VALUE;
    }

    TopicState state() {
        return state;
    }
}
