package org.vanta.appliance.gossip.core;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Contents kept for peers who ask for them, bounded in number, bytes and age; the oldest give way. */
final class MessageCache {
    private record Cached(Frame.Gossip gossip, int round, long at) {}

    private final GossipLimits.Spreading limits;
    private final LinkedHashMap<MessageId, Cached> messages = new LinkedHashMap<>();
    private long bytes;

    MessageCache(GossipLimits.Spreading limits) {
        this.limits = limits;
    }

    void add(Frame.Gossip gossip, int round, long now) {
        if (messages.putIfAbsent(gossip.id(), new Cached(gossip, round, now)) != null) {
            return;
        }
        bytes += gossip.content().size();
        while (messages.size() > limits.cached() || bytes > limits.cacheBytes()) {
            bytes -= messages.pollFirstEntry().getValue().gossip.content().size();
        }
    }

    /** Moves all to another cache, as if they had come now. */
    void moveTo(MessageCache other, long now) {
        messages.values().forEach(cached -> {
            other.remove(cached.gossip.id());
            other.add(cached.gossip, cached.round, now);
        });
        messages.clear();
        bytes = 0;
    }

    private void remove(MessageId id) {
        Cached removed = messages.remove(id);
        if (removed != null) {
            bytes -= removed.gossip.content().size();
        }
    }

    Frame.@Nullable Gossip get(MessageId id) {
        Cached cached = messages.get(id);
        return cached == null ? null : cached.gossip;
    }

    /** What a new neighbour is told we have: nothing that could be gone when it asks. */
    List<Frame.Announcement> announcements(long now) {
        long toldFor = limits.cacheFor().toNanos();
        List<Frame.Announcement> all = new ArrayList<>(messages.size());
        messages.forEach((id, cached) -> {
            if (now - cached.at <= toldFor) {
                all.add(new Frame.Announcement(id, cached.round));
            }
        });
        return all;
    }

    void evict(long now) {
        long keptFor = limits.cacheFor().plus(limits.withheldAfter()).toNanos();
        for (Iterator<Map.Entry<MessageId, Cached>> each = messages.entrySet().iterator(); each.hasNext(); ) {
            Cached cached = each.next().getValue();
            if (now - cached.at <= keptFor) {
                return;
            }
            bytes -= cached.gossip.content().size();
            each.remove();
        }
    }

    int size() {
        return messages.size();
    }

    long bytes() {
        return bytes;
    }
}
