package org.vanta.appliance.gossip.core;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One peer's part in one topic: who its neighbours are (HyParView) and how messages spread among them (PlumTree), in the words of
 * iroh-gossip/1. Events and the time go in, actions come out; there is nothing else, and the same events, times and random numbers give the
 * same actions. For one thread at a time.
 *
 * <p>Times are nanoseconds of any monotonic clock, as of {@link System#nanoTime}; an event's must not be before the last one's.
 */
public final class TopicState {
    private final List<Action> actions = new ArrayList<>();
    private final Timers timers = new Timers();
    private final Links links;
    private final Tree tree;
    private final Overlay overlay;
    private final GossipLimits limits;
    private final PeerPolicy policy;
    private boolean started;
    private boolean left;
    private @Nullable Long wakeAt;

    /**
     * @param self this peer
     * @param random for choices among peers; the network trusts nothing to it
     * @param policy asked about other peers
     * @param check asked about content
     */
    public TopicState(PeerId self, GossipLimits limits, RandomGenerator random, PeerPolicy policy, ContentCheck check) {
        this.limits = limits;
        this.policy = policy;
        Accounts accounts = new Accounts(limits.budgets());
        links = new Links(limits, actions::add);
        tree = new Tree(limits, new Jitter(random), check, timers, accounts, actions::add);
        overlay = new Overlay(self, limits, random, policy, links, timers, accounts, tree, actions::add);
    }

    /** Takes an event in and says what is to be done. */
    public List<Action> handle(Event event, long nowNanos) {
        if (left) {
            return List.of();
        }
        if (!started) {
            started = true;
            overlay.start(nowNanos);
            timers.schedule(nowNanos + limits.spreading().evictEvery().toNanos(), new Timers.Timer.Evict());
        }
        dispatch(event, nowNanos);
        for (Timers.Timer due = timers.due(nowNanos); due != null; due = timers.due(nowNanos)) {
            fire(due, nowNanos);
        }
        OptionalLong next = timers.next();
        if (next.isPresent() && !left && (wakeAt == null || wakeAt != next.getAsLong())) {
            wakeAt = next.getAsLong();
            actions.add(new Action.WakeAt(wakeAt));
        }
        List<Action> done = List.copyOf(actions);
        actions.clear();
        return done;
    }

    private void dispatch(Event event, long now) {
        switch (event) {
            case Event.Join(List<PeerInfo> contacts) -> overlay.join(contacts, now);
            case Event.Received(PeerId from, Decoded decoded) -> received(from, decoded, now);
            case Event.Connected(PeerId peer) -> links.connected(peer, now);
            case Event.Disconnected(PeerId peer) -> {
                links.disconnected(peer);
                overlay.disconnected(peer, now);
            }
            case Event.Unreachable(PeerId peer) -> {
                links.disconnected(peer);
                overlay.unreachable(peer, now);
            }
            case Event.NotDialled(PeerId peer) -> {
                links.disconnected(peer);
                overlay.notDialled(peer);
            }
            case Event.Dropped(PeerId peer) -> tree.dropped(peer);
            case Event.SendRefused(PeerId peer, Frame frame) -> tree.refused(peer, frame, now);
            case Event.Broadcast(Content content) -> tree.broadcast(content, now);
            case Event.Tick() -> wakeAt = null;
            case Event.Reachable(PeerAddress self) -> overlay.reachable(self);
            case Event.Expel(PeerId peer) -> overlay.expel(peer, now);
            case Event.Leave() -> {
                overlay.leave();
                left = true;
            }
        }
    }

    private void received(PeerId from, Decoded decoded, long now) {
        if (!policy.admits(from)) {
            links.disconnect(from);
            return;
        }
        if (!links.isConnected(from)) {
            links.connected(from, now);
        }
        switch (decoded) {
            case Frame.Membership frame -> overlay.received(from, frame, now);
            case Frame.Spread frame -> {
                tree.received(from, frame, now);
                if (!overlay.active().contains(from)) {
                    overlay.disabuse(from, now);
                }
            }
            case Decoded.MalformedFrame _ -> actions.add(new Action.Misbehaved(from, Misbehaviour.MALFORMED_FRAME));
            case Decoded.UnknownVariant _ -> actions.add(new Action.Ignored(from));
        }
    }

    private void fire(Timers.Timer timer, long now) {
        switch (timer) {
            case Timers.Timer.Shuffle() -> overlay.shuffle(now);
            case Timers.Timer.Mend() -> overlay.mend(now);
            case Timers.Timer.NeighborTimeout(PeerId peer) -> overlay.neighborTimeout(peer, now);
            case Timers.Timer.Announce() -> tree.announce();
            case Timers.Timer.Graft(MessageId id) -> tree.graftTimeout(id, now);
            case Timers.Timer.Evict() -> {
                tree.evict(now);
                overlay.evict(now);
                timers.schedule(now + limits.spreading().evictEvery().toNanos(), new Timers.Timer.Evict());
            }
        }
    }

    /** The neighbours of this moment; their number is the topic's peer count. */
    public Set<PeerId> neighbours() {
        return new LinkedHashSet<>(overlay.active().peers());
    }

    /** Whether the owner has given this peer, so that its address is no tale of others alone. */
    public boolean isContact(PeerId peer) {
        return overlay.isContact(peer);
    }

    public TopicSize size() {
        return tree.size(overlay.active().size(), overlay.passiveSize(), overlay.askedSize());
    }
}
