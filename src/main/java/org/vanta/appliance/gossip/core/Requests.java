package org.vanta.appliance.gossip.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Messages asked for, of whom, and by when they are owed. */
final class Requests {
    private record Request(MessageId id, PeerId peer) {}

    private static final class State {
        final long owedAt;
        boolean delivered;

        State(long owedAt) {
            this.owedAt = owedAt;
        }
    }

    private final GossipLimits.Spreading limits;
    private final LinkedHashMap<Request, State> requests = new LinkedHashMap<>();

    Requests(GossipLimits.Spreading limits) {
        this.limits = limits;
    }

    void asked(MessageId id, PeerId peer, long now) {
        if (requests.size() < limits.missing()) {
            requests.putIfAbsent(
                    new Request(id, peer),
                    new State(now + limits.withheldAfter().toNanos()));
        }
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

    /** The request was not sent after all. */
    void withdraw(MessageId id, PeerId peer) {
        requests.remove(new Request(id, peer));
    }

    void forget(PeerId peer) {
        requests.keySet().removeIf(request -> request.peer.equals(peer));
    }

    /** Drops what is settled or overdue, and names the latter. */
    void evict(long now, BiConsumer<MessageId, PeerId> overdue) {
        while (!requests.isEmpty()) {
            Map.Entry<Request, State> oldest = requests.firstEntry();
            if (oldest.getValue().owedAt - now > 0) {
                return;
            }
            requests.pollFirstEntry();
            if (!oldest.getValue().delivered) {
                overdue.accept(oldest.getKey().id, oldest.getKey().peer);
            }
        }
    }

    int size() {
        return requests.size();
    }
}
