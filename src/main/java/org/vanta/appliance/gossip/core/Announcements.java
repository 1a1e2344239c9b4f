package org.vanta.appliance.gossip.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Announcements gathered for a moment, so that one frame carries many. */
final class Announcements {
    private final GossipLimits.Spreading limits;
    private final Map<PeerId, Deque<Frame.Announcement>> queues = new LinkedHashMap<>();

    Announcements(GossipLimits.Spreading limits) {
        this.limits = limits;
    }

    void add(PeerId peer, Frame.Announcement announcement) {
        Deque<Frame.Announcement> queue = queues.computeIfAbsent(peer, _ -> new ArrayDeque<>());
        if (queue.size() >= limits.announcements()) {
            queue.remove();
        }
        queue.add(announcement);
    }

    void forget(PeerId peer) {
        queues.remove(peer);
    }

    void dispatch(Consumer<Action> actions) {
        queues.forEach((peer, queue) -> {
            while (!queue.isEmpty()) {
                List<Frame.Announcement> chunk =
                        new ArrayList<>(Math.min(queue.size(), limits.announcementsOfOneFrame()));
                while (!queue.isEmpty() && chunk.size() < limits.announcementsOfOneFrame()) {
                    chunk.add(queue.remove());
                }
                actions.accept(new Action.Send(List.of(peer), new Frame.IHave(chunk)));
            }
        });
        queues.clear();
    }

    int size() {
        return queues.values().stream().mapToInt(Deque::size).sum();
    }
}
