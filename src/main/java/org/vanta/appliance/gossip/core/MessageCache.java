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

    Frame.@Nullable Gossip get(MessageId id) {
        Cached cached = messages.get(id);
        return cached == null ? null : cached.gossip;
    }

    /** What a new neighbour is told we have. */
    List<Frame.Announcement> announcements() {
        List<Frame.Announcement> all = new ArrayList<>(messages.size());
        messages.forEach((id, cached) -> all.add(new Frame.Announcement(id, cached.round)));
        return all;
    }

    void evict(long now) {
        long cacheFor = limits.cacheFor().toNanos();
        for (Iterator<Map.Entry<MessageId, Cached>> each = messages.entrySet().iterator(); each.hasNext(); ) {
            Cached cached = each.next().getValue();
            if (now - cached.at <= cacheFor) {
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
