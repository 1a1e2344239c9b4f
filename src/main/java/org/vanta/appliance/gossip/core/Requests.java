package org.vanta.appliance.gossip.core;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Messages asked for, of whom, and by when they are owed. Who is silent altogether is stuck, or we are, and withholds nothing: only who has gone
 * on talking well after it was asked is named.
 */
final class Requests {
    private record Request(MessageId id, PeerId peer) {}

    private static final class State {
        final long askedAt;
        boolean delivered;

        State(long askedAt) {
            this.askedAt = askedAt;
        }
    }

    private final GossipLimits.Spreading limits;
    private final LinkedHashMap<Request, State> requests = new LinkedHashMap<>();
    private final Map<PeerId, Long> heard = new HashMap<>();

    Requests(GossipLimits.Spreading limits) {
        this.limits = limits;
    }

    void asked(MessageId id, PeerId peer, long now) {
        if (requests.size() < limits.missing()) {
            requests.putIfAbsent(new Request(id, peer), new State(now));
        }
    }

    /** A neighbour has sent something. */
    void heard(PeerId peer, long now) {
        heard.put(peer, now);
    }

    /**
     * A peer brought a message. True if it brought it before and this time because it was asked to: eager push and request may cross once.
     */
    boolean excuses(MessageId id, PeerId peer, boolean again) {
        Request request = new Request(id, peer);
        State state = requests.get(request);
        if (state == null) {
            return false;
        }
        state.delivered = true;
        if (again) {
            requests.remove(request);
        }
        return again;
    }

    /** The request was not sent after all, or could not be answered. */
    void withdraw(MessageId id, PeerId peer) {
        requests.remove(new Request(id, peer));
    }

    /** The peer is gone, or what it sent was not taken in: it owes nothing. */
    void forget(PeerId peer) {
        heard.remove(peer);
        requests.keySet().removeIf(request -> request.peer.equals(peer));
    }

    /** Drops what is settled or overdue, and names the latter. */
    void evict(long now, BiConsumer<MessageId, PeerId> overdue) {
        long withheldAfter = limits.withheldAfter().toNanos();
        while (!requests.isEmpty()) {
            Map.Entry<Request, State> oldest = requests.firstEntry();
            State state = oldest.getValue();
            if (now - state.askedAt < withheldAfter) {
                return;
            }
            requests.pollFirstEntry();
            PeerId peer = oldest.getKey().peer;
            Long last = heard.get(peer);
            if (!state.delivered && last != null && last - state.askedAt > withheldAfter / 2) {
                overdue.accept(oldest.getKey().id, peer);
            }
        }
    }

    int size() {
        return requests.size();
    }
}
