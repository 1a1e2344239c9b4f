package org.vanta.appliance.gossip.core;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** An honest peer: a topic, an owner that bans by simple counts, and an application that counts what it gets. */
class SimulatedPeer implements SimulatedNetwork.Endpoint {
    static final byte VALID = 1;
    static final byte OF_A_NEWER_VERSION = 2;

    /** What a peer may do to this one before it is banned. */
    private static final Map<Misbehaviour, Integer> PATIENCE = new EnumMap<>(Map.of(
            Misbehaviour.MALFORMED_FRAME, 1,
            Misbehaviour.SPOOFED_ID, 1,
            Misbehaviour.WITHHELD_MESSAGE, 5));

    private static final int PATIENCE_OTHERWISE = 10;

    record Complaint(PeerId about, Misbehaviour how) {}

    private final PeerId id;
    final SimulatedNetwork network;
    final RandomGenerator random;
    private final List<PeerId> contacts;
    private final Set<PeerId> met = new LinkedHashSet<>();
    private final Map<Complaint, Integer> complaints = new HashMap<>();
    private final Set<PeerId> banned = new HashSet<>();
    private final Map<MessageId, Integer> delivered = new HashMap<>();
    private TopicState topic;
    private boolean up;
    private long upSince;
    private long wakes;

    SimulatedPeer(PeerId id, SimulatedNetwork network, RandomGenerator random, List<PeerId> contacts) {
        this.id = id;
        this.network = network;
        this.random = random;
        this.contacts = contacts;
    }

    private static ContentCheck.Verdict check(Content content) {
        byte[] bytes = content.toBytes();
        return switch (bytes.length == 0 ? 0 : bytes[0]) {
            case VALID -> ContentCheck.Verdict.ACCEPT;
            case OF_A_NEWER_VERSION -> ContentCheck.Verdict.IGNORE;
            default -> ContentCheck.Verdict.REJECT;
        };
    }

    void start() {
        up = true;
        upSince = network.now();
        wakes++;
        delivered.clear();
        topic = new TopicState(
                id,
                GossipLimits.DEFAULT,
                random,
                new PeerPolicy() {
                    @Override
                    public boolean admits(PeerId peer) {
                        return SimulatedPeer.this.admits(peer);
                    }

                    @Override
                    public PeerAddress reachable(PeerAddress told) {
                        return told;
                    }
                },
                SimulatedPeer::check);
        List<PeerInfo> known = Stream.concat(contacts.stream(), met.stream())
                .distinct()
                .limit(8)
                .map(peer -> new PeerInfo(peer, Optional.empty()))
                .toList();
        handle(new Event.Join(known));
    }

    void crash() {
        up = false;
        network.crash(id);
    }

    MessageId publish(Content content) {
        delivered.merge(content.id(), 1, Integer::sum);
        handle(new Event.Broadcast(content));
        return content.id();
    }

    final void handle(Event event) {
        if (!up) {
            return;
        }
        for (Action action : topic.handle(event, network.now())) {
            perform(action);
        }
    }

    private void perform(Action action) {
        switch (action) {
            case Action.Send(List<PeerId> peers, Frame frame) -> {
                byte[] bytes = FrameCodec.encode(frame);
                for (PeerId peer : peers) {
                    send(peer, frame, bytes);
                }
            }
            case Action.Dial(PeerId peer, PeerAddress _) -> network.dial(id, peer);
            case Action.Disconnect(PeerId peer) -> network.close(id, peer);
            case Action.NeighborUp(PeerId peer, PeerAddress _, boolean _) -> met.add(peer);
            case Action.NeighborDown _, Action.Ignored _ -> {}
            case Action.Deliver(MessageId message, Content _, PeerId _) -> delivered.merge(message, 1, Integer::sum);
            case Action.Misbehaved(PeerId peer, Misbehaviour how) -> misbehaved(peer, how);
            case Action.WakeAt(long nanos) -> {
                long current = ++wakes;
                network.in(Math.max(0, nanos - network.now()), () -> {
                    if (current == wakes) {
                        handle(new Event.Tick());
                    }
                });
            }
        }
    }

    void send(PeerId peer, Frame frame, byte[] bytes) {
        if (!network.send(id, peer, bytes)) {
            network.in(0, () -> handle(new Event.SendRefused(peer, frame)));
        }
    }

    void misbehaved(PeerId peer, Misbehaviour how) {
        int count = complaints.merge(new Complaint(peer, how), 1, Integer::sum);
        if (count >= PATIENCE.getOrDefault(how, PATIENCE_OTHERWISE) && banned.add(peer)) {
            met.remove(peer);
            network.in(0, () -> handle(new Event.Expel(peer)));
        }
    }

    Map<Complaint, Integer> complaints() {
        return complaints;
    }

    Set<PeerId> banned() {
        return banned;
    }

    Map<MessageId, Integer> delivered() {
        return delivered;
    }

    TopicState topic() {
        return topic;
    }

    long upSince() {
        return upSince;
    }

    @Override
    public PeerId id() {
        return id;
    }

    @Override
    public boolean isUp() {
        return up;
    }

    @Override
    public boolean admits(PeerId peer) {
        return !banned.contains(peer);
    }

    @Override
    public void connected(PeerId peer) {
        handle(new Event.Connected(peer));
    }

    @Override
    public void disconnected(PeerId peer) {
        handle(new Event.Disconnected(peer));
    }

    @Override
    public void unreachable(PeerId peer) {
        handle(new Event.Unreachable(peer));
    }

    @Override
    public void received(PeerId from, byte[] frame) {
        handle(new Event.Received(from, FrameCodec.decode(frame)));
    }
}
