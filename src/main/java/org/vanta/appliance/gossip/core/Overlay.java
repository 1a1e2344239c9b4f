package org.vanta.appliance.gossip.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * HyParView as iroh-gossip speaks it, and as an iroh peer sees no difference. Ours are: places kept for neighbours we chose; peers whose
 * connection broke go to the reserve and leave it when a dial fails; budgets on everything a peer can make us do; and mending.
 */
final class Overlay {
    private final PeerId self;
    private final GossipLimits.Members limits;
    private final RandomGenerator random;
    private final Jitter jitter;
    private final PeerPolicy policy;
    private final Links links;
    private final Timers timers;
    private final Accounts accounts;
    private final Tree tree;
    private final Consumer<Action> actions;

    private final ActiveView active;
    private final PassiveView passive;
    private final AddressBook addresses;
    private final NeighborRequests asked;

    private final Allowance asks;
    private final Allowance dials;
    private final Allowance relays;
    private long mendFullAt;
    /** For the last free place: all others may have neighbours enough, and each that is asked in vain costs a connection. */
    private final Backoff asking;

    Overlay(
            PeerId self,
            GossipLimits limits,
            RandomGenerator random,
            PeerPolicy policy,
            Links links,
            Timers timers,
            Accounts accounts,
            Tree tree,
            Consumer<Action> actions) {
        this.self = self;
        this.limits = limits.members();
        this.random = random;
        jitter = new Jitter(random);
        this.policy = policy;
        this.links = links;
        this.timers = timers;
        this.accounts = accounts;
        this.tree = tree;
        this.actions = actions;
        active = new ActiveView(limits.members(), random, policy);
        passive = new PassiveView(limits.members(), random);
        addresses = new AddressBook(limits.members(), active, passive);
        asked = new NeighborRequests(limits.members().idle());
        asks = new Allowance(limits.budgets().asks());
        dials = new Allowance(limits.budgets().dials());
        relays = new Allowance(limits.budgets().relays());
        asking = new Backoff(
                limits.members().refusalsAtOnce(),
                limits.members().mendSparseEvery(),
                limits.members().mendRefusedEvery(),
                jitter);
    }

    ActiveView active() {
        return active;
    }

    int passiveSize() {
        return passive.size();
    }

    int askedSize() {
        return asked.size();
    }

    void start(long now) {
        timers.schedule(now + jitter.about(limits.shuffleEvery()), new Timers.Timer.Shuffle());
        timers.schedule(now + jitter.about(limits.mendAloneEvery()), new Timers.Timer.Mend());
        mendFullAt = now + jitter.about(limits.mendEvery());
    }

    void reachable(PeerAddress self) {
        addresses.own(self);
    }

    // ---- what the owner and the transport say

    void join(List<PeerInfo> given, long now) {
        for (PeerInfo contact : given) {
            if (isStranger(contact.id()) && addresses.addContact(contact) && !active.contains(contact.id())) {
                ask(contact.id(), new Frame.Join(addresses.own()), now);
            }
        }
    }

    /** Whether a peer is somebody else and welcome. */
    private boolean isStranger(PeerId peer) {
        return !peer.equals(self) && policy.admits(peer);
    }

    void disconnected(PeerId peer, long now) {
        asked.remove(peer);
        ActiveView.Neighbour neighbour = active.get(peer);
        if (neighbour != null) {
            removed(peer);
            addPassive(peer, neighbour.address(), peer);
            refill(now, peer);
        }
    }

    void unreachable(PeerId peer, long now) {
        asked.remove(peer);
        passive.remove(peer);
        refill(now, peer);
    }

    /** It stands where it stood: a later look at the reserve finds it again. */
    void notDialled(PeerId peer) {
        asked.remove(peer);
    }

    boolean isContact(PeerId peer) {
        return addresses.contacts().contains(peer);
    }

    void expel(PeerId peer, long now) {
        addresses.removeContact(peer);
        if (active.contains(peer)) {
            removed(peer);
        }
        if (links.isConnected(peer)) {
            send(peer, new Frame.Disconnect(false, false), PeerAddress.UNKNOWN);
        }
        asked.remove(peer);
        passive.remove(peer);
        links.disconnect(peer);
        refill(now, peer);
    }

    void leave() {
        for (PeerId peer : active.peers()) {
            removed(peer);
            send(peer, new Frame.Disconnect(false, false), PeerAddress.UNKNOWN);
            links.disconnect(peer);
        }
    }

    // ---- what peers say

    void received(PeerId from, Frame.Membership frame, long now) {
        Accounts.Kind kind = switch (frame) {
            case Frame.ForwardJoin _ -> Accounts.Kind.FORWARD_JOIN;
            case Frame.Shuffle _, Frame.ShuffleReply _ -> Accounts.Kind.SHUFFLE;
            case Frame.Join _, Frame.Neighbor _, Frame.Disconnect _ -> Accounts.Kind.MEMBERSHIP;
        };
        if (!accounts.allows(from, kind, now)) {
            // Not held against it: an iroh peer passes introductions and shuffles on without bounds, those that name it
            // as their origin too,
            // and can be made to answer us by shuffles in our name and to ask us by introductions of us.
            actions.accept(new Action.Ignored(from));
            return;
        }
        switch (frame) {
            case Frame.Join(Optional<PeerAddress> told) -> joined(from, told, now);
            case Frame.ForwardJoin(PeerInfo peer, int ttl) -> introduced(from, peer, ttl, now);
            case Frame.Shuffle shuffle -> shuffled(from, shuffle, now);
            case Frame.ShuffleReply(List<PeerInfo> nodes) -> {
                // As long as the shuffle it answers, which an iroh peer does not bound.
                take(from, nodes.subList(0, Math.min(nodes.size(), limits.peersOfOneFrame())));
                refill(now, from);
            }
            case Frame.Neighbor(Frame.Priority priority, Optional<PeerAddress> told) ->
                neighbor(from, priority, told, now);
            case Frame.Disconnect(boolean alive, boolean _) -> departed(from, alive, now);
        }
        if (!(frame instanceof Frame.Disconnect) && !active.contains(from) && !asked.contains(from, now)) {
            links.disconnect(from);
        }
    }

    private void joined(PeerId from, Optional<PeerAddress> told, long now) {
        if (active.contains(from)) {
            // It has started anew and its old connection has not been missed yet: it knows nothing of what we have.
            tree.neighborUp(from, now);
            greet(from, Frame.Priority.HIGH);
        } else if (!admit(from, told, Frame.Priority.HIGH, now)) {
            refuse(from);
            return;
        }
        Frame introduction = new Frame.ForwardJoin(new PeerInfo(from, told.map(policy::reachable)), limits.joinWalk());
        List<PeerId> others = active.sample(limits.active(), from);
        if (!others.isEmpty() && relays.take(now)) {
            actions.accept(new Action.Send(others, introduction));
        }
    }

    private void introduced(PeerId from, PeerInfo peer, int told, long now) {
        if (!isStranger(peer.id()) || active.contains(peer.id())) {
            return;
        }
        PeerAddress reachable = peer.address().map(policy::reachable).orElse(PeerAddress.UNKNOWN);
        int ttl = Math.min(told, limits.joinWalk());
        if (ttl == 0 || active.size() <= 1) {
            if (dials.take(now)) {
                addPassive(peer.id(), reachable, from);
                Frame request = new Frame.Neighbor(Frame.Priority.HIGH, addresses.own());
                if (!asked.contains(peer.id(), now)
                        && links.sendForOthers(peer.id(), request, addresses.of(peer.id()))) {
                    await(peer.id(), false, now);
                }
            }
            return;
        }
        if (ttl == limits.passiveWalk()) {
            addPassive(peer.id(), reachable, from);
        }
        for (PeerId next : relays.take(now) ? active.sample(1, from, peer.id()) : List.<PeerId>of()) {
            send(next, new Frame.ForwardJoin(new PeerInfo(peer.id(), Optional.of(reachable)), ttl - 1), reachable);
        }
    }

    private void neighbor(PeerId from, Frame.Priority priority, Optional<PeerAddress> told, long now) {
        ActiveView.Neighbour neighbour = active.get(from);
        if (neighbour != null) {
            boolean answers = asked.remove(from);
            if (!answers && now - neighbour.greetedAt() > limits.idle().toNanos()) {
                active.put(from, new ActiveView.Neighbour(neighbour.address(), neighbour.chosen(), now));
                greet(from, priority);
            }
        } else if (!admit(from, told, priority, now)) {
            refuse(from);
        }
    }

    /** Makes a peer a neighbour, if need be in the place of another. */
    private boolean admit(PeerId peer, Optional<PeerAddress> told, Frame.Priority priority, long now) {
        if (!isStranger(peer)) {
            return false;
        }
        boolean answers = asked.contains(peer, now);
        boolean joining = asked.isJoin(peer);
        asked.remove(peer);
        PeerAddress known = told.map(policy::reachable)
                .filter(reachable -> !reachable.isUnknown())
                .orElse(addresses.of(peer));
        if (active.isFull()) {
            boolean newGroup = answers && active.isNewGroup(peer, known);
            boolean due = priority == Frame.Priority.HIGH || newGroup && active.wantsChosen();
            PeerId victim = due ? active.victim(newGroup) : null;
            if (victim == null) {
                return false;
            }
            dismiss(victim);
        }
        passive.remove(peer);
        links.adopt(peer);
        if (answers) {
            asking.reset();
        }
        active.put(peer, new ActiveView.Neighbour(known, answers, now));
        actions.accept(new Action.NeighborUp(peer, known, answers));
        // iroh waits for this after a join too: its answer to one is a request of its own.
        if (!answers || joining) {
            greet(peer, priority);
        }
        tree.neighborUp(peer, now);
        return true;
    }

    private void greet(PeerId peer, Frame.Priority priority) {
        send(peer, new Frame.Neighbor(priority, addresses.own()), addresses.of(peer));
    }

    private void departed(PeerId from, boolean alive, long now) {
        boolean refuses = asked.remove(from);
        ActiveView.Neighbour neighbour = active.get(from);
        if (neighbour != null) {
            removed(from);
        } else if (refuses) {
            asking.refused(now);
        }
        if (!alive) {
            passive.remove(from);
        } else if (neighbour != null) {
            addPassive(from, neighbour.address(), from);
        }
        links.disconnect(from);
        refill(now, from);
    }

    private void shuffled(PeerId from, Frame.Shuffle shuffle, long now) {
        if (shuffle.nodes().size() > limits.peersOfOneFrame()) {
            actions.accept(new Action.Ignored(from));
            return;
        }
        if (!isStranger(shuffle.origin())) {
            return;
        }
        int ttl = Math.min(shuffle.ttl(), limits.shuffleWalk());
        if (ttl > 0 && active.size() > 1) {
            for (PeerId next : relays.take(now) ? active.sample(1, from, shuffle.origin()) : List.<PeerId>of()) {
                send(next, new Frame.Shuffle(shuffle.origin(), shuffle.nodes(), ttl - 1), PeerAddress.UNKNOWN);
            }
            return;
        }
        take(from, shuffle.nodes());
        if (active.contains(shuffle.origin()) || links.isConnected(shuffle.origin()) || dials.take(now)) {
            PeerAddress told = shuffle.nodes().stream()
                    .filter(node -> node.id().equals(shuffle.origin()))
                    .flatMap(node -> node.address().stream())
                    .findAny()
                    .map(policy::reachable)
                    .orElse(PeerAddress.UNKNOWN);
            links.sendForOthers(
                    shuffle.origin(),
                    new Frame.ShuffleReply(addresses.sample(shuffle.nodes().size(), shuffle.origin())),
                    told);
        }
    }

    private void take(PeerId from, List<PeerInfo> nodes) {
        for (PeerInfo node : nodes) {
            addPassive(node.id(), node.address().map(policy::reachable).orElse(PeerAddress.UNKNOWN), from);
        }
    }

    // ---- timers

    void shuffle(long now) {
        for (PeerId next : active.sample(1)) {
            List<PeerInfo> nodes = new ArrayList<>();
            active.sample(limits.shuffleActive(), next).forEach(peer -> nodes.add(addresses.info(peer)));
            passive.sample(limits.shufflePassive(), peer -> !peer.equals(next))
                    .forEach(peer -> nodes.add(addresses.info(peer)));
            nodes.add(new PeerInfo(self, addresses.own()));
            send(next, new Frame.Shuffle(self, nodes, limits.shuffleWalk()), PeerAddress.UNKNOWN);
        }
        timers.schedule(now + jitter.about(limits.shuffleEvery()), new Timers.Timer.Shuffle());
    }

    void mend(long now) {
        boolean alone = active.size() == 0;
        if (alone || now - mendFullAt >= 0) {
            mendFullAt = now + jitter.about(limits.mendEvery());
            PeerId outside = any(peer -> isOutside(peer, now));
            if (outside != null) {
                ask(
                        outside,
                        alone
                                ? new Frame.Join(addresses.own())
                                : new Frame.Neighbor(Frame.Priority.HIGH, addresses.own()),
                        now);
            }
        } else if (mayAsk(now) && (!active.isFull() || active.wantsChosen())) {
            PeerId outside = any(peer -> isOutside(peer, now) && hasPlaceFor(peer));
            if (outside != null) {
                ask(outside, new Frame.Neighbor(Frame.Priority.LOW, addresses.own()), now);
            }
        }
        timers.schedule(
                now + jitter.about(alone ? limits.mendAloneEvery() : limits.mendSparseEvery()),
                new Timers.Timer.Mend());
    }

    private boolean mayAsk(long now) {
        return active.size() < limits.active() - 1 || asking.isDue(now);
    }

    private boolean isOutside(PeerId peer, long now) {
        return !active.contains(peer) && !asked.contains(peer, now) && policy.admits(peer);
    }

    /** Whether there is a place for a peer: while only those of our own choice are free, it must be of another net group. */
    private boolean hasPlaceFor(PeerId peer) {
        return !active.isFull() || active.wantsChosen() && active.isNewGroup(peer, addresses.of(peer));
    }

    @Nullable
    private PeerId any(Predicate<PeerId> outside) {
        List<PeerId> candidates = new ArrayList<>(passive.sample(limits.passive(), outside));
        addresses.contacts().stream()
                .filter(outside)
                .filter(peer -> !passive.contains(peer))
                .forEach(candidates::add);
        return candidates.isEmpty() ? null : candidates.get(random.nextInt(candidates.size()));
    }

    void neighborTimeout(PeerId peer, long now) {
        if (!asked.isAwaited(peer)) {
            return;
        }
        if (links.isDialing(peer)) {
            timers.schedule(now + limits.neighborTimeout().toNanos(), new Timers.Timer.NeighborTimeout(peer));
            return;
        }
        asked.giveUp(peer);
        passive.remove(peer);
        refill(now, peer);
    }

    void evict(long now) {
        asked.evict(now);
        links.sweep(active, now);
    }

    // ---- small steps

    private void addPassive(PeerId peer, PeerAddress told, PeerId teller) {
        if (isStranger(peer) && !active.contains(peer)) {
            passive.add(peer, told, teller);
        }
    }

    private void removed(PeerId peer) {
        active.remove(peer);
        asking.reset();
        actions.accept(new Action.NeighborDown(peer));
        tree.neighborDown(peer);
    }

    private void dismiss(PeerId victim) {
        ActiveView.Neighbour neighbour = active.get(victim);
        removed(victim);
        if (neighbour != null) {
            addPassive(victim, neighbour.address(), victim);
        }
        refuse(victim);
    }

    /** Sends somebody away, with others to turn to. */
    private void refuse(PeerId peer) {
        if (links.isConnected(peer)) {
            send(
                    peer,
                    new Frame.ShuffleReply(addresses.sample(limits.shuffleActive() + limits.shufflePassive(), peer)),
                    PeerAddress.UNKNOWN);
            send(peer, new Frame.Disconnect(true, false), PeerAddress.UNKNOWN);
        }
        links.disconnect(peer);
    }

    /** Tells a peer that believes to be our neighbour that it is not. */
    void disabuse(PeerId peer, long now) {
        if (!asked.contains(peer, now) && accounts.allowsCorrection(peer, now)) {
            send(peer, new Frame.Disconnect(true, false), PeerAddress.UNKNOWN);
            links.disconnect(peer);
        }
    }

    private void refill(long now, PeerId except) {
        int awaited = asked.awaited();
        boolean room = active.size() + awaited < limits.active() || active.wantsChosen() && awaited == 0;
        if (!room || !mayAsk(now) || !asks.take(now)) {
            return;
        }
        Frame.Priority priority = active.size() == 0 ? Frame.Priority.HIGH : Frame.Priority.LOW;
        passive.sample(1, peer -> !peer.equals(except) && isOutside(peer, now) && hasPlaceFor(peer))
                .forEach(peer -> ask(peer, new Frame.Neighbor(priority, addresses.own()), now));
    }

    private void ask(PeerId peer, Frame frame, long now) {
        if (!asked.contains(peer, now) && send(peer, frame, addresses.of(peer))) {
            await(peer, frame instanceof Frame.Join, now);
        }
    }

    private void await(PeerId peer, boolean joining, long now) {
        links.touch(peer, now);
        asked.add(peer, joining, now);
        timers.schedule(now + limits.neighborTimeout().toNanos(), new Timers.Timer.NeighborTimeout(peer));
    }

    private boolean send(PeerId peer, Frame frame, PeerAddress at) {
        return links.send(peer, frame, at);
    }
}
