package org.vanta.appliance.gossip.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.vanta.appliance.bytes.Hash256;

/** One topic under a hand-turned clock; every action is kept. Content that begins with 0 is rejected, with 2 ignored. */
final class TopicHarness {
    private final Set<PeerId> banned = new HashSet<>();
    private final Map<PeerId, String> netGroups = new HashMap<>();
    private final TopicState topic;
    private final List<Action> actions = new ArrayList<>();
    private long now = 1;

    TopicHarness(GossipLimits limits) {
        topic = new TopicState(
                peer(0),
                limits,
                new SplittableRandom(7),
                new PeerPolicy() {
                    @Override
                    public boolean admits(PeerId peer) {
                        return !banned.contains(peer);
                    }

                    @Override
                    public Optional<String> netGroup(PeerId peer, PeerAddress known) {
                        return Optional.ofNullable(netGroups.get(peer));
                    }

                    @Override
                    public PeerAddress reachable(PeerAddress told) {
                        return told;
                    }
                },
                content -> switch (content.toBytes()[0]) {
                    case 0 -> ContentCheck.Verdict.REJECT;
                    case 2 -> ContentCheck.Verdict.IGNORE;
                    default -> ContentCheck.Verdict.ACCEPT;
                });
    }

    TopicHarness() {
        this(GossipLimits.DEFAULT);
    }

    static PeerId peer(int number) {
        byte[] key = new byte[Hash256.BYTES];
        key[0] = (byte) (number >> 16);
        key[1] = (byte) (number >> 8);
        key[2] = (byte) number;
        return new PeerId(Hash256.of(key));
    }

    static Frame.Gossip gossip(int first, int number) {
        Content content =
                Content.of(new byte[] {(byte) first, (byte) (number >> 16), (byte) (number >> 8), (byte) number});
        return new Frame.Gossip(content.id(), content, new Scope.Swarm(0));
    }

    static MessageId unknownId(int number) {
        return new MessageId(peer(number).key());
    }

    TopicState topic() {
        return topic;
    }

    void inGroup(String netGroup, PeerId... peers) {
        for (PeerId peer : peers) {
            netGroups.put(peer, netGroup);
        }
    }

    void ban(PeerId peer) {
        banned.add(peer);
        handle(new Event.Expel(peer));
    }

    List<Action> handle(Event event) {
        List<Action> done = topic.handle(event, now);
        actions.addAll(done);
        return done;
    }

    List<Action> receive(PeerId from, Decoded decoded) {
        return handle(new Event.Received(from, decoded));
    }

    /** Lets time pass, tick by tick. */
    List<Action> pass(Duration duration) {
        int before = actions.size();
        long end = now + duration.toNanos();
        while (now < end) {
            now = Math.min(end, now + Duration.ofMillis(5).toNanos());
            handle(new Event.Tick());
        }
        return List.copyOf(actions.subList(before, actions.size()));
    }

    /** A neighbour that came to us. */
    void neighbour(PeerId peer) {
        handle(new Event.Connected(peer));
        receive(peer, new Frame.Neighbor(Frame.Priority.HIGH, Optional.empty()));
    }

    /** A neighbour that we went to. */
    void chosen(PeerId peer) {
        handle(new Event.Join(List.of(new PeerInfo(peer, Optional.empty()))));
        handle(new Event.Connected(peer));
        receive(peer, new Frame.Neighbor(Frame.Priority.HIGH, Optional.empty()));
    }

    static List<Frame> sentTo(PeerId peer, List<Action> actions) {
        return actions.stream()
                .filter(Action.Send.class::isInstance)
                .map(Action.Send.class::cast)
                .filter(send -> send.peers().contains(peer))
                .map(Action.Send::frame)
                .toList();
    }

    static List<Misbehaviour> named(PeerId peer, List<Action> actions) {
        return actions.stream()
                .filter(Action.Misbehaved.class::isInstance)
                .map(Action.Misbehaved.class::cast)
                .filter(misbehaved -> misbehaved.peer().equals(peer))
                .map(Action.Misbehaved::how)
                .toList();
    }

    static long count(List<Action> actions, Predicate<Action> predicate) {
        return actions.stream().filter(predicate).count();
    }
}
