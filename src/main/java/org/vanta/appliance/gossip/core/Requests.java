package org.vanta.appliance.gossip.core;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Messages asked for, of whom, and by when they are owed. Who is silent altogether is stuck, or we are, and withholds nothing: only who has gone
 * on talking well after it was asked is named, and not while its other answers take long: what it was asked for may be forgotten by the time.
 */
final class Requests {
    /** An answer that takes such a part of the time allowed takes long. */
    private static final int SLOW = 10;

    private record Request(MessageId id, PeerId peer) {}

    private final GossipLimits.Spreading limits;
    /** Since when, the oldest first. */
    private final LinkedHashMap<Request, Long> owed = new LinkedHashMap<>();
    /** When they were, the oldest first. */
    private final LinkedHashMap<Request, Long> answered = new LinkedHashMap<>();

    private final Map<PeerId, Long> heard = new HashMap<>();
    /** When an answer last came that had taken long. */
    private final Map<PeerId, Long> slow = new HashMap<>();

    Requests(GossipLimits.Spreading limits) {
        this.limits = limits;
    }

    void asked(MessageId id, PeerId peer, long now) {
        Request request = new Request(id, peer);
        if (answered.containsKey(request)) {
            return;
        }
        if (size() >= limits.missing()) {
            answered.pollFirstEntry();
        }
        if (size() < limits.missing()) {
            owed.putIfAbsent(request, now);
        }
    }

    /** A neighbour has sent something. */
    void heard(PeerId peer, long now) {
        heard.put(peer, now);
    }

    /**
     * A peer brought a message. True if it brought it before and this time because it was asked to: eager push and request may cross once.
     */
    boolean excuses(MessageId id, PeerId peer, boolean again, long now) {
        Request request = new Request(id, peer);
        Long askedAt = owed.remove(request);
        if (askedAt == null) {
            return again && answered.remove(request) != null;
        }
        if (now - askedAt > limits.withheldAfter().toNanos() / SLOW) {
            slow.put(peer, now);
        }
        if (!again) {
            answered.put(request, now);
        }
        return again;
    }

    /** The request was not sent after all, or could not be answered. */
    void withdraw(MessageId id, PeerId peer) {
        Request request = new Request(id, peer);
        owed.remove(request);
        answered.remove(request);
    }

    /** The peer is gone, or what it sent was not taken in: it owes nothing. */
    void forget(PeerId peer) {
        heard.remove(peer);
        slow.remove(peer);
        owed.keySet().removeIf(request -> request.peer.equals(peer));
        answered.keySet().removeIf(request -> request.peer.equals(peer));
    }

    /** Drops what is settled or overdue, and names the latter. */
    void evict(long now, BiConsumer<MessageId, PeerId> overdue) {
        long withheldAfter = limits.withheldAfter().toNanos();
        while (!answered.isEmpty() && now - answered.firstEntry().getValue() >= withheldAfter) {
            answered.pollFirstEntry();
        }
        while (!owed.isEmpty() && now - owed.firstEntry().getValue() >= withheldAfter) {
            Map.Entry<Request, Long> oldest = owed.pollFirstEntry();
            Request request = oldest.getKey();
            long askedAt = oldest.getValue();
            if (isLater(heard.get(request.peer), askedAt + withheldAfter / 2)
                    && !isLater(slow.get(request.peer), askedAt)) {
                overdue.accept(request.id, request.peer);
            }
        }
    }

    private static boolean isLater(@Nullable Long time, long than) {
        return time != null && time - than > 0;
    }

    int size() {
        return owed.size() + answered.size();
    }
}
