package org.vanta.appliance.gossip;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Counts what gossip does, for metrics. For any thread. */
public final class GossipTally {
    private final LongAdder[] messages = counters(MessageKind.values().length * MessageFate.values().length);
    private final LongAdder[] frames = counters(FrameFate.values().length);
    private final LongAdder[] offences = counters(Offence.values().length);
    private final LongAdder[] handshakes = counters(HandshakeStage.values().length);
    private final LongAdder bans = new LongAdder();
    private final LongAdder deliveries = new LongAdder();
    private final LongAdder deliveryNanos = new LongAdder();

    private static LongAdder[] counters(int count) {
        return Stream.generate(LongAdder::new).limit(count).toArray(LongAdder[]::new);
    }

    private LongAdder counter(MessageKind kind, MessageFate fate) {
        return messages[kind.ordinal() * MessageFate.values().length + fate.ordinal()];
    }

    void count(MessageKind kind, MessageFate fate) {
        counter(kind, fate).increment();
    }

    void count(FrameFate fate) {
        frames[fate.ordinal()].increment();
    }

    void count(Offence offence) {
        offences[offence.ordinal()].increment();
    }

    void count(HandshakeStage stage) {
        handshakes[stage.ordinal()].increment();
    }

    void countBan() {
        bans.increment();
    }

    void delivered(long nanos) {
        deliveries.increment();
        deliveryNanos.add(nanos);
    }

    public long of(MessageKind kind, MessageFate fate) {
        return counter(kind, fate).sum();
    }

    public long of(HandshakeStage stage) {
        return handshakes[stage.ordinal()].sum();
    }

    public long of(FrameFate fate) {
        return frames[fate.ordinal()].sum();
    }

    /** Offences of all kinds. */
    public long offences() {
        return Arrays.stream(offences).mapToLong(LongAdder::sum).sum();
    }

    public long bans() {
        return bans.sum();
    }

    /** Messages heard for the first time. */
    public long deliveries() {
        return deliveries.sum();
    }

    /** From a frame's arrival to the delivery of its message, summed over all. */
    public long deliveryNanos() {
        return deliveryNanos.sum();
    }

    @Override
    public String toString() {
        return "messages " + Arrays.toString(messages) + ", frames " + Arrays.toString(frames) + ", offences "
                + Arrays.toString(offences) + ", bans " + bans;
    }
}
