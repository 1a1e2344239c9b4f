package org.vanta.appliance.gossip.core;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * PlumTree as iroh-gossip speaks it. Ours are: content is checked before it is delivered or passed on; a new neighbour is told of every
 * content still kept; who was asked for a message owes it; and a neighbour is pruned only if there is a nearer way, and not many at once. Telling a new neighbour is ordinary {@link Frame.IHave}, which an iroh peer
 * answers like any other: it asks for what it has not seen in the last 90 s, and nothing we announce is as old.
 */
final class Tree {
    private final GossipLimits.Spreading limits;
    private final Jitter jitter;
    private final ContentCheck check;
    private final Timers timers;
    private final Accounts accounts;
    private final Consumer<Action> actions;

    private final Set<PeerId> eager = new LinkedHashSet<>();
    private final Set<PeerId> lazy = new LinkedHashSet<>();
    private final SeenMessages seen;
    private final MessageCache cache;
    /** What was published while there was nobody to hear it: kept until there is, however long that takes. */
    private final MessageCache unheard;

    private final MissingMessages missing;
    private final Requests requests;
    private final Announcements announcements;
    private boolean announcing;
    private boolean hasReshaped;
    private long reshapeAt;

    Tree(
            GossipLimits limits,
            Jitter jitter,
            ContentCheck check,
            Timers timers,
            Accounts accounts,
            Consumer<Action> actions) {
        this.limits = limits.spreading();
        this.jitter = jitter;
        this.check = check;
        this.timers = timers;
        this.accounts = accounts;
        this.actions = actions;
        seen = new SeenMessages(limits.spreading());
        cache = new MessageCache(limits.spreading());
        unheard = new MessageCache(limits.spreading());
        missing = new MissingMessages(limits.spreading());
        requests = new Requests(limits.spreading());
        announcements = new Announcements(limits.spreading());
    }

    void neighborUp(PeerId peer, long now) {
        if (!hasReshaped) {
            hasReshaped = true;
            reshapeAt = now + jitter.upTo(limits.reshapeEvery());
        }
        makeEager(peer);
        unheard.moveTo(cache, now);
        List<Frame.Announcement> all = cache.announcements(now);
        all.forEach(announcement -> announcements.add(peer, announcement));
        if (!all.isEmpty()) {
            timers.schedule(now + limits.tellNewAfter().toNanos(), new Timers.Timer.Announce());
        }
    }

    void neighborDown(PeerId peer) {
        eager.remove(peer);
        lazy.remove(peer);
        missing.forget(peer);
        requests.forget(peer);
        announcements.forget(peer);
    }

    private boolean isNeighbour(PeerId peer) {
        return eager.contains(peer) || lazy.contains(peer);
    }

    private void makeEager(PeerId peer) {
        lazy.remove(peer);
        eager.add(peer);
    }

    private void makeLazy(PeerId peer) {
        eager.remove(peer);
        lazy.add(peer);
    }

    void broadcast(Content content, long now) {
        if (content.size() > limits.contentMax()) {
            throw new IllegalArgumentException(
                    "content of " + content.size() + " bytes, the limit is " + limits.contentMax());
        }
        MessageId id = content.id();
        if (!seen.contains(id)) {
            seen.add(id, ContentCheck.Verdict.ACCEPT, true, now);
            missing.remove(id);
            Frame.Gossip gossip = new Frame.Gossip(id, content, new Scope.Swarm(0));
            if (eager.isEmpty() && lazy.isEmpty()) {
                unheard.add(gossip, 0, now);
            }
            spread(gossip, 0, Set.of(), now);
        }
    }

    void received(PeerId from, Frame.Spread frame, long now) {
        if (isNeighbour(from)) {
            requests.heard(from, now);
        }
        if (frame instanceof Frame.Gossip gossip) {
            gossip(from, gossip, now);
        } else if (isNeighbour(from)) {
            switch (frame) {
                case Frame.Prune() -> pruned(from);
                case Frame.Graft(Optional<MessageId> id, int _) -> graft(from, id, now);
                case Frame.IHave(List<Frame.Announcement> announced) -> announced(from, announced, now);
                case Frame.Gossip _ -> throw new IllegalStateException("handled before");
            }
        }
    }

    private void gossip(PeerId from, Frame.Gossip gossip, long now) {
        SeenMessages.Seen known = seen.get(gossip.id());
        if (known == null) {
            first(from, gossip, now);
            return;
        }
        announcements.spare(from, gossip.id());
        boolean again = !known.broughtBy(from, limits.announcersOfOne());
        boolean asked = requests.excuses(gossip.id(), from, again, now);
        boolean late = now - known.at > limits.repeatedWithin().toNanos();
        if (known.verdict == ContentCheck.Verdict.REJECT) {
            bad(from, gossip, Misbehaviour.INVALID_CONTENT);
        } else if (again && !asked && !late && !accounts.allows(from, Accounts.Kind.REPEAT, now)) {
            misbehaved(from, Misbehaviour.REPEATED_MESSAGE);
        }
        if (!known.spread
                && known.verdict == ContentCheck.Verdict.ACCEPT
                && gossip.scope() instanceof Scope.Swarm swarm
                && gossip.content().id().equals(gossip.id())) {
            known.spread = true;
            passOn(from, gossip, swarm, now);
        } else if (isNeighbour(from) && hasNearer(known, from) && mayReshape(now)) {
            makeLazy(from);
            actions.accept(new Action.Send(List.of(from), new Frame.Prune()));
        }
    }

    /**
     * Who brings a bad content has made it if it is for neighbours, which is passed on by nobody. What is for the swarm iroh's peers pass on
     * unread, and no round says otherwise: 16 bits without a check, theirs begin at 0 again after 65,535.
     */
    private void bad(PeerId from, Frame.Gossip gossip, Misbehaviour how) {
        if (gossip.scope() instanceof Scope.Neighbors) {
            misbehaved(from, how);
        } else {
            actions.accept(new Action.Ignored(from));
        }
    }

    private boolean mayReshape(long now) {
        boolean may = now - reshapeAt >= 0;
        if (may) {
            reshapeAt = now + jitter.about(limits.reshapeEvery());
        }
        return may;
    }

    /**
     * Whether the way that a message took before is still open. With many messages under way each may have come by another way first: who gave
     * up the second way of each would soon have none.
     */
    private boolean hasNearer(SeenMessages.Seen known, PeerId from) {
        PeerId first = known.first;
        return first == null ? eager.size() > 1 : !first.equals(from) && eager.contains(first);
    }

    /** A neighbour wants no more than announcements. If all do, one is asked not to: announcements are slow. */
    private void pruned(PeerId from) {
        makeLazy(from);
        if (eager.isEmpty()) {
            makeEager(from);
            actions.accept(new Action.Send(List.of(from), new Frame.Graft(Optional.empty(), 0)));
        }
    }

    private void first(PeerId from, Frame.Gossip gossip, long now) {
        if (gossip.content().size() > limits.contentMax()) {
            bad(from, gossip, Misbehaviour.OVERSIZE_CONTENT);
            return;
        }
        if (!gossip.content().id().equals(gossip.id())) {
            misbehaved(from, Misbehaviour.SPOOFED_ID);
            return;
        }
        ContentCheck.Verdict verdict = check.check(gossip.content());
        boolean swarm = gossip.scope() instanceof Scope.Swarm;
        SeenMessages.Seen found = seen.add(gossip.id(), verdict, swarm, now);
        found.first = from;
        if (lazy.contains(from)) {
            // It takes us for eager, and is quicker than those who are.
            makeEager(from);
        }
        boolean unused = found.broughtBy(from, limits.announcersOfOne());
        requests.excuses(gossip.id(), from, false, now);
        switch (verdict) {
            case ACCEPT -> {
                actions.accept(new Action.Deliver(gossip.id(), gossip.content(), from));
                if (gossip.scope() instanceof Scope.Swarm scope) {
                    passOn(from, gossip, scope, now);
                }
            }
            case IGNORE -> {
                missing.remove(gossip.id());
                actions.accept(new Action.Ignored(from));
            }
            case REJECT -> {
                missing.remove(gossip.id());
                bad(from, gossip, Misbehaviour.INVALID_CONTENT);
            }
        }
    }

    private void passOn(PeerId from, Frame.Gossip gossip, Scope.Swarm scope, long now) {
        Scope.Swarm next = scope.next();
        List<MissingMessages.Announcer> announcers = missing.remove(gossip.id());
        Set<PeerId> having = new HashSet<>();
        having.add(from);
        announcers.forEach(announcer -> having.add(announcer.peer()));
        spread(new Frame.Gossip(gossip.id(), gossip.content(), next), next.round(), having, now);
        announcers.stream()
                .limit(1)
                .filter(announcer -> next.round() - announcer.round() >= limits.optimizeRounds())
                .filter(announcer -> lazy.contains(announcer.peer()) && mayReshape(now))
                .forEach(announcer -> {
                    makeEager(announcer.peer());
                    actions.accept(new Action.Send(
                            List.of(announcer.peer()), new Frame.Graft(Optional.empty(), announcer.round())));
                });
    }

    private void spread(Frame.Gossip gossip, int round, Set<PeerId> having, long now) {
        cache.add(gossip, round, now);
        List<PeerId> receivers =
                eager.stream().filter(peer -> !having.contains(peer)).toList();
        if (!receivers.isEmpty()) {
            actions.accept(new Action.Send(receivers, gossip));
        }
        boolean any = false;
        for (PeerId peer : lazy) {
            if (!having.contains(peer)) {
                announcements.add(peer, new Frame.Announcement(gossip.id(), round));
                any = true;
            }
        }
        if (any) {
            announceIn(jitter.about(limits.announceAfter()), now);
        }
    }

    private void announceIn(long delay, long now) {
        if (!announcing) {
            announcing = true;
            timers.schedule(now + delay, new Timers.Timer.Announce());
        }
    }

    void announce() {
        announcing = false;
        announcements.dispatch(actions);
    }

    private void announced(PeerId from, List<Frame.Announcement> announced, long now) {
        for (Frame.Announcement announcement : announced) {
            announcements.spare(from, announcement.id());
            if (seen.contains(announcement.id())) {
                continue;
            }
            // It could not send it when it was asked, and wants to be asked again.
            requests.withdraw(announcement.id(), from);
            switch (missing.announced(announcement.id(), from, announcement.round())) {
                case FIRST ->
                    timers.schedule(now + limits.graftAfter().toNanos(), new Timers.Timer.Graft(announcement.id()));
                case ANOTHER -> {}
                case FULL -> {
                    actions.accept(new Action.Ignored(from));
                    return;
                }
            }
        }
    }

    void graftTimeout(MessageId id, long now) {
        MissingMessages.Announcer next = seen.contains(id) ? null : missing.next(id);
        if (next != null) {
            makeEager(next.peer());
            requests.asked(id, next.peer(), now);
            actions.accept(new Action.Send(List.of(next.peer()), new Frame.Graft(Optional.of(id), next.round())));
            timers.schedule(now + limits.graftAgainAfter().toNanos(), new Timers.Timer.Graft(id));
        }
    }

    private void graft(PeerId from, Optional<MessageId> id, long now) {
        makeEager(from);
        if (id.isEmpty()) {
            return;
        }
        Frame.Gossip cached = cache.get(id.get());
        if (!accounts.allows(from, Accounts.Kind.GRAFT, now)) {
            // It asks for what strangers have us announce, however much that is.
            actions.accept(new Action.Ignored(from));
            if (cached != null) {
                refused(from, cached, now);
            }
        } else if (cached != null) {
            actions.accept(new Action.Send(List.of(from), cached));
        }
    }

    /** A neighbour's queue was full: it is told again later, of a content by its id, and can ask then. */
    void refused(PeerId peer, Frame frame, long now) {
        if (!isNeighbour(peer)) {
            return;
        }
        switch (frame) {
            case Frame.Gossip gossip -> {
                int round = gossip.scope() instanceof Scope.Swarm swarm ? swarm.round() : 0;
                announcements.add(peer, new Frame.Announcement(gossip.id(), round));
                announceIn(limits.refusedAfter().toNanos(), now);
            }
            case Frame.IHave(List<Frame.Announcement> announced) -> {
                announced.forEach(announcement -> announcements.add(peer, announcement));
                announceIn(limits.refusedAfter().toNanos(), now);
            }
            case Frame.Graft(Optional<MessageId> id, int round) ->
                id.ifPresent(wanted -> {
                    requests.withdraw(wanted, peer);
                    if (!seen.contains(wanted)
                            && missing.announced(wanted, peer, round) == MissingMessages.Noted.FIRST) {
                        timers.schedule(now + limits.refusedAfter().toNanos(), new Timers.Timer.Graft(wanted));
                    }
                });
            case Frame.Prune _, Frame.Membership _ -> {}
        }
    }

    void evict(long now) {
        cache.evict(now);
        seen.evict(now);
        requests.evict(now, (_, peer) -> {
            if (!accounts.allows(peer, Accounts.Kind.WITHHELD, now)) {
                misbehaved(peer, Misbehaviour.WITHHELD_MESSAGE);
            }
        });
    }

    /** The owner has dropped frames of this peer: what it was asked for may have been among them. */
    void dropped(PeerId from) {
        requests.forget(from);
    }

    private void misbehaved(PeerId peer, Misbehaviour how) {
        actions.accept(new Action.Misbehaved(peer, how));
    }

    TopicSize size(int neighbours, int reserves, int requested) {
        return new TopicSize(
                neighbours,
                reserves,
                requested,
                cache.size(),
                cache.bytes(),
                unheard.size(),
                seen.size(),
                missing.size(),
                requests.size(),
                announcements.size(),
                accounts.size(),
                timers.size());
    }
}
