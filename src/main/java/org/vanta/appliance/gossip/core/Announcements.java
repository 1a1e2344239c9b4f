package org.vanta.appliance.gossip.core;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Announcements gathered for a moment, so that one frame carries many. */
final class Announcements {
    private final GossipLimits.Spreading limits;
    private final Map<PeerId, LinkedHashMap<MessageId, Frame.Announcement>> queues = new LinkedHashMap<>();

    Announcements(GossipLimits.Spreading limits) {
        this.limits = limits;
    }

    void add(PeerId peer, Frame.Announcement announcement) {
        LinkedHashMap<MessageId, Frame.Announcement> queue = queues.computeIfAbsent(peer, _ -> new LinkedHashMap<>());
        if (queue.size() >= limits.announcements()) {
            queue.pollFirstEntry();
        }
        queue.put(announcement.id(), announcement);
    }

    /** The peer has this message: it need not be told. */
    void spare(PeerId peer, MessageId id) {
        LinkedHashMap<MessageId, Frame.Announcement> queue = queues.get(peer);
        if (queue != null) {
            queue.remove(id);
        }
    }

    void forget(PeerId peer) {
        queues.remove(peer);
    }

    void dispatch(Consumer<Action> actions) {
        queues.forEach((peer, queue) -> {
            List<Frame.Announcement> all = List.copyOf(queue.values());
            int size = limits.announcementsOfOneFrame();
            for (int from = 0; from < all.size(); from += size) {
                List<Frame.Announcement> chunk = all.subList(from, Math.min(all.size(), from + size));
                actions.accept(new Action.Send(List.of(peer), new Frame.IHave(chunk)));
            }
        });
        queues.clear();
    }

    int size() {
        return queues.values().stream().mapToInt(Map::size).sum();
    }
}
