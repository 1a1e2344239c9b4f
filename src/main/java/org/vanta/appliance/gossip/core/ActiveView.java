package org.vanta.appliance.gossip.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The neighbours, and which of them we chose. */
final class ActiveView {
    /** @param greetedAt when it was last told that we are neighbours */
    record Neighbour(PeerAddress address, boolean chosen, long greetedAt) {}

    private final GossipLimits.Members limits;
    private final RandomGenerator random;
    private final Map<PeerId, Neighbour> neighbours = new LinkedHashMap<>();

    ActiveView(GossipLimits.Members limits, RandomGenerator random) {
        this.limits = limits;
        this.random = random;
    }

    int size() {
        return neighbours.size();
    }

    boolean contains(PeerId peer) {
        return neighbours.containsKey(peer);
    }

    List<PeerId> peers() {
        return List.copyOf(neighbours.keySet());
    }

    @Nullable
    Neighbour get(PeerId peer) {
        return neighbours.get(peer);
    }

    void put(PeerId peer, Neighbour neighbour) {
        neighbours.put(peer, neighbour);
    }

    boolean remove(PeerId peer) {
        return neighbours.remove(peer) != null;
    }

    boolean isFull() {
        return size() >= limits.active();
    }

    int chosen() {
        return (int) neighbours.values().stream().filter(Neighbour::chosen).count();
    }

    boolean wantsChosen() {
        return chosen() < Math.min(limits.chosen(), limits.active());
    }

    /**
     * Who has to leave a full view for a newcomer: somebody at random, but for one who came to us never one of the last that we chose.
     * Nothing if nobody may be asked to.
     */
    @Nullable
    PeerId victim(boolean newcomerChosen) {
        boolean sparesChosen = newcomerChosen ? wantsChosen() : chosen() <= limits.chosen();
        List<PeerId> candidates = neighbours.entrySet().stream()
                .filter(entry -> !sparesChosen || !entry.getValue().chosen())
                .map(Map.Entry::getKey)
                .toList();
        return candidates.isEmpty() ? null : candidates.get(random.nextInt(candidates.size()));
    }

    /** At most {@code count} neighbours at random, without the excepted. */
    List<PeerId> sample(int count, PeerId... except) {
        List<PeerId> peers = new ArrayList<>(neighbours.keySet());
        peers.removeAll(List.of(except));
        return Samples.take(peers, count, random);
    }
}
