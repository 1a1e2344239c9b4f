package org.vanta.appliance.gossip.core;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages that were announced and have not come, and who has them. */
final class MissingMessages {
    record Announcer(PeerId peer, int round) {}

    private record Missing(PeerId first, Deque<Announcer> announcers) {}

    private final GossipLimits.Spreading limits;
    private final Map<MessageId, Missing> messages = new LinkedHashMap<>();
    private final Map<PeerId, Integer> firsts = new HashMap<>();

    MissingMessages(GossipLimits.Spreading limits) {
        this.limits = limits;
    }

    enum Noted {
        /** The first to announce it. */
        FIRST,
        ANOTHER,
        /** This peer has as many waiting as it may, or all together have. Not its fault: it announces what others have made. */
        FULL
    }

    Noted announced(MessageId id, PeerId peer, int round) {
        Missing missing = messages.get(id);
        if (missing != null) {
            boolean known = missing.announcers.stream().anyMatch(announcer -> announcer.peer.equals(peer));
            if (!known && missing.announcers.size() < limits.announcersOfOne()) {
                missing.announcers.add(new Announcer(peer, round));
            }
            return Noted.ANOTHER;
        }
        if (firsts.getOrDefault(peer, 0) >= limits.missingOfOnePeer() || messages.size() >= limits.missing()) {
            return Noted.FULL;
        }
        Deque<Announcer> announcers = new ArrayDeque<>(2);
        announcers.add(new Announcer(peer, round));
        messages.put(id, new Missing(peer, announcers));
        firsts.merge(peer, 1, Integer::sum);
        return Noted.FIRST;
    }

    /** Takes the next peer to ask; nothing if all were asked, and then the message is no longer waited for. */
    @Nullable
    Announcer next(MessageId id) {
        Missing missing = messages.get(id);
        Announcer next = missing == null ? null : missing.announcers.poll();
        if (next == null) {
            remove(id);
        }
        return next;
    }

    /** The message has come, or is given up. The answer is who has it and was not asked for it, the nearest to its source first. */
    List<Announcer> remove(MessageId id) {
        Missing missing = messages.remove(id);
        if (missing == null) {
            return List.of();
        }
        firsts.computeIfPresent(missing.first, (_, count) -> count > 1 ? count - 1 : null);
        return missing.announcers.stream()
                .sorted(Comparator.comparingInt(Announcer::round))
                .toList();
    }

    /** A neighbour is gone: it can't be asked. */
    void forget(PeerId peer) {
        messages.values().forEach(missing -> missing.announcers.removeIf(announcer -> announcer.peer.equals(peer)));
    }

    int size() {
        return messages.size();
    }
}
