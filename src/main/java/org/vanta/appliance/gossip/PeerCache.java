package org.vanta.appliance.gossip;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.core.PeerId;

/** Peers that have been neighbours and could be again, for the next start. For the gossip thread. */
final class PeerCache {
    static final int PEERS_MAX = 256;
    /** A peer that did not answer so often in a row is forgotten. */
    static final int FAILURES_MAX = 10;

    private final Map<PeerId, KnownPeer> peers = new LinkedHashMap<>();

    void restore(List<KnownPeer> earlier) {
        earlier.stream().limit(PEERS_MAX).forEach(peer -> peers.put(peer.id(), peer));
    }

    /** A peer is, or was until now, a neighbour that others can reach at the address. */
    void seen(PeerId peer, PeerAddress address, Instant now) {
        KnownPeer before = peers.remove(peer);
        PeerAddress known = before == null ? address : address.and(before.address());
        if (known.isUnknown()) {
            return;
        }
        if (peers.size() >= PEERS_MAX) {
            peers.values().stream().max(best()).map(KnownPeer::id).ifPresent(peers::remove);
        }
        peers.put(peer, new KnownPeer(peer, known, now, 0));
    }

    void failed(PeerId peer) {
        peers.computeIfPresent(
                peer,
                (_, known) -> known.failures() + 1 >= FAILURES_MAX
                        ? null
                        : new KnownPeer(peer, known.address(), known.lastSeen(), known.failures() + 1));
    }

    void forget(PeerId peer) {
        peers.remove(peer);
    }

    List<KnownPeer> all() {
        return List.copyOf(peers.values());
    }

    /**
     * The most promising ones, those first that answered last; before any second one of a net group comes one of each, so that who
     * owns many addresses in one place is not all we call.
     */
    List<KnownPeer> best(int count) {
        List<KnownPeer> sorted = peers.values().stream().sorted(best()).toList();
        Set<String> groups = new HashSet<>();
        List<KnownPeer> first = new ArrayList<>();
        List<KnownPeer> second = new ArrayList<>();
        for (KnownPeer peer : sorted) {
            (groups.add(NetGroup.of(peer.address()).orElse("local")) ? first : second).add(peer);
        }
        return Stream.concat(first.stream(), second.stream()).limit(count).collect(Collectors.toList());
    }

    private static Comparator<KnownPeer> best() {
        return Comparator.comparingInt(KnownPeer::failures)
                .thenComparing(Comparator.comparing(KnownPeer::lastSeen).reversed());
    }
}
