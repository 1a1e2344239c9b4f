package org.vanta.appliance.gossip.core;

import static org.vanta.appliance.gossip.core.SimulatedNetwork.MILLI;
import static org.vanta.appliance.gossip.core.SimulatedNetwork.SECOND;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.vanta.appliance.bytes.Hash256;

/**
 * A swarm from a seed: a tenth of it hostile, a tenth of the rest crashing and coming back, connections breaking, queues full, and a cut in
 * two in the midst; then quiet. {@link #run()} says what went wrong: every honest peer must have got every honest message exactly once at
 * its application since it was last started, every hostile peer must be named, no honest one ever, and everything within its bounds.
 */
final class SwarmSimulation {
    private static final int DELAY_MAX_MILLIS = 80;
    private static final long CALM_FROM = 50 * SECOND;
    private static final long END = 130 * SECOND;

    private record Published(MessageId id, long at) {}

    private final long seed;
    private final RandomGenerator random;
    private final SimulatedNetwork network;
    private final List<SimulatedPeer> honest = new ArrayList<>();
    private final List<HostilePeer> hostile = new ArrayList<>();
    private final List<SimulatedPeer> steady = new ArrayList<>();
    private final List<Published> published = new ArrayList<>();
    private final Set<String> faults = new LinkedHashSet<>();
    private final int messages;

    SwarmSimulation(long seed, int peers, int messages) {
        this.seed = seed;
        this.messages = messages;
        random = new SplittableRandom(seed);
        network = new SimulatedNetwork(random, DELAY_MAX_MILLIS);
        int bad = peers / 10;
        List<PeerId> ids = new ArrayList<>();
        for (int i = 0; i < peers; i++) {
            byte[] key = new byte[Hash256.BYTES];
            random.nextBytes(key);
            ids.add(new PeerId(Hash256.of(key)));
        }
        List<PeerId> badIds = ids.subList(peers - bad, peers);
        for (int i = 0; i < peers; i++) {
            Set<PeerId> contacts = new LinkedHashSet<>();
            // One contact at least is honest: who knows only liars can't be helped.
            contacts.add(ids.get(random.nextInt(Math.max(1, Math.min(i, peers - bad)))));
            contacts.add(ids.get(random.nextInt(peers)));
            contacts.add(ids.get(random.nextInt(peers)));
            contacts.remove(ids.get(i));
            RandomGenerator own = new SplittableRandom(random.nextLong());
            if (i < peers - bad) {
                honest.add(new SimulatedPeer(ids.get(i), network, own, List.copyOf(contacts)));
            } else {
                HostilePeer.Attack attack =
                        HostilePeer.Attack.values()[random.nextInt(HostilePeer.Attack.values().length)];
                hostile.add(new HostilePeer(ids.get(i), network, own, List.copyOf(contacts), attack, badIds));
            }
        }
        honest.forEach(network::add);
        hostile.forEach(network::add);
    }

    /** What went wrong; nothing if the list is empty. */
    List<String> run() {
        List<SimulatedPeer> all = new ArrayList<>(honest);
        all.addAll(hostile);
        for (SimulatedPeer peer : all) {
            network.in(random.nextLong(8 * SECOND), peer::start);
        }
        network.in(10 * SECOND, () -> network.setFaulty(true));
        network.in(20 * SECOND, this::cut);
        network.in(20 * SECOND + random.nextLong(20 * SECOND), () -> network.partition(Map.of()));
        network.in(CALM_FROM, () -> network.setFaulty(false));
        for (int i = 0; i < honest.size(); i++) {
            if (i % 10 == 9) {
                churn(honest.get(i));
            } else {
                steady.add(honest.get(i));
            }
        }
        for (int i = 0; i < messages; i++) {
            int number = i;
            network.in(10 * SECOND + random.nextLong(40 * SECOND), () -> publish(number));
        }
        for (long at = 15 * SECOND; at <= END; at += 5 * SECOND) {
            network.in(at, this::checkBounds);
        }
        network.runUntil(END);
        checkDeliveries();
        checkNames();
        return List.copyOf(faults);
    }

    private void cut() {
        Map<PeerId, Integer> sides = new HashMap<>();
        honest.forEach(peer -> sides.put(peer.id(), random.nextInt(2)));
        hostile.forEach(peer -> sides.put(peer.id(), random.nextInt(2)));
        network.partition(sides);
    }

    private void churn(SimulatedPeer peer) {
        long downAt = 9 * SECOND + random.nextLong(30 * SECOND);
        network.in(downAt, peer::crash);
        network.in(downAt + 100 * MILLI + random.nextLong(10 * SECOND), peer::start);
    }

    private void publish(int number) {
        byte[] bytes = new byte[64];
        random.nextBytes(bytes);
        bytes[0] = SimulatedPeer.VALID;
        ByteBuffer.wrap(bytes).putInt(1, number);
        SimulatedPeer publisher = steady.get(random.nextInt(steady.size()));
        published.add(new Published(publisher.publish(Content.of(bytes)), network.now()));
    }

    private void checkBounds() {
        GossipLimits limits = GossipLimits.DEFAULT;
        for (SimulatedPeer peer : honest) {
            if (!peer.isUp()) {
                continue;
            }
            TopicSize size = peer.topic().size();
            boolean within = size.neighbours() <= limits.members().active()
                    && size.reserves() <= limits.members().passive()
                    && size.asking() <= 128
                    && size.cached() <= limits.spreading().cached()
                    && size.cachedBytes() <= limits.spreading().cacheBytes()
                    && size.remembered() <= limits.spreading().remembered()
                    && size.missing() <= limits.spreading().missing()
                    && size.requested() <= limits.spreading().missing()
                    && size.announcements()
                            <= limits.members().active() * limits.spreading().announcements()
                    && size.accounts() <= limits.budgets().peers()
                    && size.timers() <= 3 * limits.spreading().missing();
            if (!within) {
                fault("beyond its bounds: " + size);
            }
        }
    }

    private void checkDeliveries() {
        for (SimulatedPeer peer : honest) {
            for (Published message : published) {
                int times = peer.delivered().getOrDefault(message.id, 0);
                if (times > 1) {
                    fault("delivered " + times + " times at " + peer.id());
                } else if (times == 0 && message.at >= peer.upSince()) {
                    fault("message of " + message.at / MILLI + " ms not delivered at " + peer.id() + ", up since "
                            + peer.upSince() / MILLI + " ms, " + peer.topic().size());
                }
            }
        }
    }

    private void checkNames() {
        Map<PeerId, HostilePeer> bad = new LinkedHashMap<>();
        hostile.forEach(peer -> bad.put(peer.id(), peer));
        Set<PeerId> named = new LinkedHashSet<>();
        for (SimulatedPeer peer : honest) {
            peer.complaints().keySet().forEach(complaint -> named.add(complaint.about()));
            peer.complaints().forEach((complaint, times) -> {
                if (!bad.containsKey(complaint.about())) {
                    fault("an honest peer named: " + complaint.how() + ", " + times + " times");
                }
            });
        }
        for (HostilePeer peer : hostile) {
            if (peer.attacks() > 100 && peer.attack().isProof() && !named.contains(peer.id())) {
                fault("not named: " + peer.attack() + " after " + peer.attacks() + " attacks");
            }
        }
    }

    private void fault(String what) {
        faults.add("seed " + seed + " with " + (honest.size() + hostile.size()) + " peers: " + what);
    }
}
