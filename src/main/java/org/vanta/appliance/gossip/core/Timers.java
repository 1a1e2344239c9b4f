package org.vanta.appliance.gossip.core;

import java.util.OptionalLong;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What is due when. Equal times keep their order of entry. */
final class Timers {
    sealed interface Timer {
        record Shuffle() implements Timer {}

        record Mend() implements Timer {}

        record Evict() implements Timer {}

        record Announce() implements Timer {}

        record NeighborTimeout(PeerId peer) implements Timer {}

        record Graft(MessageId id) implements Timer {}
    }

    private record Entry(long at, long order, Timer timer) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            long apart = at - other.at;
            return apart != 0 ? Long.signum(apart) : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long order;

    void schedule(long at, Timer timer) {
        entries.add(new Entry(at, order++, timer));
    }

    /** Takes out the next timer that is due. */
    @Nullable
    Timer due(long now) {
        Entry first = entries.peek();
        if (first == null || first.at - now > 0) {
            return null;
        }
        entries.remove();
        return first.timer;
    }

    OptionalLong next() {
        Entry first = entries.peek();
        return first == null ? OptionalLong.empty() : OptionalLong.of(first.at);
    }

    int size() {
        return entries.size();
    }
}
