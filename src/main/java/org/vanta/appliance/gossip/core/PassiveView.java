package org.vanta.appliance.gossip.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The reserve of peers. Nobody fills it alone: one peer's tales displace each other before they displace others', and what one has told stands
 * against another's word.
 */
final class PassiveView {
    private record Reserve(PeerAddress address, PeerId teller) {}

    private final GossipLimits.Members limits;
    private final RandomGenerator random;
    private final Map<PeerId, Reserve> reserves = new LinkedHashMap<>();

    PassiveView(GossipLimits.Members limits, RandomGenerator random) {
        this.limits = limits;
        this.random = random;
    }

    int size() {
        return reserves.size();
    }

    boolean contains(PeerId peer) {
        return reserves.containsKey(peer);
    }

    @Nullable
    PeerAddress address(PeerId peer) {
        Reserve reserve = reserves.get(peer);
        return reserve == null ? null : reserve.address;
    }

    void remove(PeerId peer) {
        reserves.remove(peer);
    }

    /** @param teller who told of the peer: itself, if it was a neighbour */
    void add(PeerId peer, PeerAddress address, PeerId teller) {
        Reserve known = reserves.get(peer);
        if (known != null) {
            boolean itself = teller.equals(peer);
            if (!address.isUnknown() && (itself || teller.equals(known.teller) || known.address.isUnknown())) {
                reserves.replace(peer, new Reserve(address, itself ? peer : known.teller));
            }
            return;
        }
        List<PeerId> ofTeller = matching(reserve -> reserve.teller.equals(teller));
        if (ofTeller.size() >= limits.passiveOfOneTeller()) {
            reserves.remove(ofTeller.get(random.nextInt(ofTeller.size())));
        } else if (reserves.size() >= limits.passive()) {
            List<PeerId> all = matching(_ -> true);
            reserves.remove(all.get(random.nextInt(all.size())));
        }
        reserves.put(peer, new Reserve(address, teller));
    }

    private List<PeerId> matching(Predicate<Reserve> predicate) {
        List<PeerId> found = new ArrayList<>(reserves.size());
        for (Map.Entry<PeerId, Reserve> entry : reserves.entrySet()) {
            if (predicate.test(entry.getValue())) {
                found.add(entry.getKey());
            }
        }
        return found;
    }

    /** At most {@code count} of them at random, only those that match. */
    List<PeerId> sample(int count, Predicate<PeerId> matching) {
        List<PeerId> peers = new ArrayList<>(reserves.size());
        for (PeerId peer : reserves.keySet()) {
            if (matching.test(peer)) {
                peers.add(peer);
            }
        }
        return Samples.take(peers, count, random);
    }
}
