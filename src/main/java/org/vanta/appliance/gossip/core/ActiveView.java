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
    private final PeerPolicy policy;
    private final Map<PeerId, Neighbour> neighbours = new LinkedHashMap<>();

    ActiveView(GossipLimits.Members limits, RandomGenerator random, PeerPolicy policy) {
        this.limits = limits;
        this.random = random;
        this.policy = policy;
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

    /** Of each net group in which we chose neighbours, the one that has been it for longest. */
    private Map<String, PeerId> chosenByGroup() {
        Map<String, PeerId> first = new LinkedHashMap<>();
        neighbours.forEach((peer, neighbour) -> {
            if (neighbour.chosen()) {
                first.putIfAbsent(netGroup(peer, neighbour.address()), peer);
            }
        });
        return first;
    }

    private String netGroup(PeerId peer, PeerAddress known) {
        return policy.netGroup(peer, known).orElseGet(peer::hex);
    }

    /** Whether places of our own choice are free: those we chose in one net group count as one. */
    boolean wantsChosen() {
        return chosenByGroup().size() < Math.min(limits.chosen(), limits.active());
    }

    /** Whether a peer is in another net group than all neighbours that we chose. */
    boolean isNewGroup(PeerId peer, PeerAddress known) {
        return !chosenByGroup().containsKey(netGroup(peer, known));
    }

    /**
     * Who has to leave a full view for a newcomer: somebody at random, but never the last that we chose of the net groups we need. Nothing if
     * nobody may be asked to.
     *
     * @param newGroup whether the newcomer is our choice and of another net group than all of those
     */
    @Nullable
    PeerId victim(boolean newGroup) {
        Map<String, PeerId> chosen = chosenByGroup();
        boolean spares = newGroup ? chosen.size() < limits.chosen() : chosen.size() <= limits.chosen();
        List<PeerId> candidates = neighbours.keySet().stream()
                .filter(peer -> !spares || !chosen.containsValue(peer))
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
