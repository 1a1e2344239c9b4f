package org.vanta.appliance.gossip.core;

import java.util.Arrays;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** The ids of all messages of late: what they were found to be, and who brought them. */
final class SeenMessages {
    /** One message. */
    static final class Seen {
        private static final PeerId[] NOBODY = {};

        final ContentCheck.Verdict verdict;
        final long at;
        /** False while it came only from neighbours that meant it for nobody else. */
        boolean spread;

        /** Who brought it first; nobody if it is our own. */
        @Nullable
        PeerId first;

        private PeerId[] bearers = NOBODY;

        Seen(ContentCheck.Verdict verdict, boolean spread, long at) {
            this.verdict = verdict;
            this.spread = spread;
            this.at = at;
        }

        /** Notes who brought it; false if that peer did already. The latest few are remembered. */
        boolean broughtBy(PeerId peer, int max) {
            for (PeerId bearer : bearers) {
                if (bearer.equals(peer)) {
                    return false;
                }
            }
            int kept = Math.min(bearers.length, max - 1);
            PeerId[] grown = Arrays.copyOfRange(bearers, bearers.length - kept, bearers.length + 1);
            grown[kept] = peer;
            bearers = grown;
            return true;
        }
    }

    private final GossipLimits.Spreading limits;
    private final LinkedHashMap<MessageId, Seen> messages = new LinkedHashMap<>();

    SeenMessages(GossipLimits.Spreading limits) {
        this.limits = limits;
    }

    @Nullable
    Seen get(MessageId id) {
        return messages.get(id);
    }

    boolean contains(MessageId id) {
        return messages.containsKey(id);
    }

    Seen add(MessageId id, ContentCheck.Verdict verdict, boolean spread, long now) {
        Seen seen = new Seen(verdict, spread, now);
        messages.put(id, seen);
        if (messages.size() > limits.remembered()) {
            messages.pollFirstEntry();
        }
        return seen;
    }

    void evict(long now) {
        long rememberFor = limits.rememberFor().toNanos();
        while (!messages.isEmpty() && now - messages.firstEntry().getValue().at > rememberFor) {
            messages.pollFirstEntry();
        }
    }

    int size() {
        return messages.size();
    }
}
