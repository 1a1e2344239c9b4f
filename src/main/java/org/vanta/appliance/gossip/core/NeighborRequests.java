package org.vanta.appliance.gossip.core;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Peers asked to be neighbours. One that is given up on still counts as asked for a while: its answer may be late. */
final class NeighborRequests {
    private record Request(long until, boolean joining, boolean givenUp) {}

    private final long keptFor;
    private final Map<PeerId, Request> requests = new LinkedHashMap<>();

    NeighborRequests(Duration keptFor) {
        this.keptFor = keptFor.toNanos();
    }

    /** @param joining by a join rather than by a neighbour message */
    void add(PeerId peer, boolean joining, long now) {
        requests.put(peer, new Request(now + keptFor, joining, false));
    }

    boolean contains(PeerId peer, long now) {
        Request request = requests.get(peer);
        return request != null && request.until - now > 0;
    }

    boolean isJoin(PeerId peer) {
        Request request = requests.get(peer);
        return request != null && request.joining;
    }

    boolean isAwaited(PeerId peer) {
        Request request = requests.get(peer);
        return request != null && !request.givenUp;
    }

    void giveUp(PeerId peer) {
        requests.computeIfPresent(peer, (_, request) -> new Request(request.until, request.joining, true));
    }

    /** False if the peer was not asked. */
    boolean remove(PeerId peer) {
        return requests.remove(peer) != null;
    }

    int awaited() {
        int awaited = 0;
        for (Request request : requests.values()) {
            awaited += request.givenUp ? 0 : 1;
        }
        return awaited;
    }

    void evict(long now) {
        requests.values().removeIf(request -> request.until - now <= 0);
    }

    int size() {
        return requests.size();
    }
}
