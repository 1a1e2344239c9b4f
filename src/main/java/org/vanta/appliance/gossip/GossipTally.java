package org.vanta.appliance.gossip;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what gossip does, for metrics. For any thread. */
public final class GossipTally {
    private final Map<MessageKind, Map<MessageFate, LongAdder>> messages = new EnumMap<>(MessageKind.class);
    private final Map<FrameFate, LongAdder> frames = new EnumMap<>(FrameFate.class);
    private final Map<Offence, LongAdder> offences = new EnumMap<>(Offence.class);
    private final LongAdder bans = new LongAdder();
    private final LongAdder deliveries = new LongAdder();
    private final LongAdder deliveryNanos = new LongAdder();

    GossipTally() {
        for (MessageKind kind : MessageKind.values()) {
            Map<MessageFate, LongAdder> fates = new EnumMap<>(MessageFate.class);
            for (MessageFate fate : MessageFate.values()) {
                fates.put(fate, new LongAdder());
            }
            messages.put(kind, fates);
        }
        for (FrameFate fate : FrameFate.values()) {
            frames.put(fate, new LongAdder());
        }
        for (Offence offence : Offence.values()) {
            offences.put(offence, new LongAdder());
        }
    }

    void count(MessageKind kind, MessageFate fate) {
        messages.get(kind).get(fate).increment();
    }

    void count(FrameFate fate) {
        frames.get(fate).increment();
    }

    void count(Offence offence) {
        offences.get(offence).increment();
    }

    void countBan() {
        bans.increment();
    }

    void delivered(long nanos) {
        deliveries.increment();
        deliveryNanos.add(nanos);
    }

    public long of(MessageKind kind, MessageFate fate) {
        return messages.get(kind).get(fate).sum();
    }

    public long of(FrameFate fate) {
        return frames.get(fate).sum();
    }

    /** Offences of all kinds. */
    public long offences() {
        return offences.values().stream().mapToLong(LongAdder::sum).sum();
    }

    public long bans() {
        return bans.sum();
    }

    /** Messages heard for the first time. */
    public long deliveries() {
        return deliveries.sum();
    }

    @Override
    public String toString() {
        return "messages " + messages + ", frames " + frames + ", offences " + offences + ", bans " + bans;
    }

    /** From a frame's arrival to the delivery of its message, summed over all. */
    public long deliveryNanos() {
        return deliveryNanos.sum();
    }
}
