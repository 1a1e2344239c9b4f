package org.vanta.appliance.gossip;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vanta.appliance.gossip.core.PeerId;

/** Decides frame by frame what is taken in, as {@link InboundLimits} says. For any thread. */
final class Throttle {
    enum Decision {
        TAKE,
        /** Too much at the moment, through nobody's fault. */
        DROP,
        /** More than any honest peer sends. */
        BLAME
    }

    private final InboundLimits limits;
    private final Allowance shared;
    private final LinkedHashMap<PeerId, Shares> peers = new LinkedHashMap<>(16, 0.75f, true);

    Throttle(InboundLimits limits, long now) {
        this.limits = limits;
        this.shared = new Allowance(limits.shared(), now);
    }

    synchronized Decision decide(PeerId peer, int bytes, long now) {
        Shares shares = peers.computeIfAbsent(
                peer, _ -> new Shares(new Allowance(limits.own(), now), new Allowance(limits.ceiling(), now)));
        if (peers.size() > limits.peers()) {
            Map.Entry<PeerId, Shares> eldest = peers.firstEntry();
            peers.remove(eldest.getKey());
        }
        if (!shares.ceiling.take(bytes, now)) {
            return Decision.BLAME;
        }
        return shares.own.take(bytes, now) || shared.take(bytes, now) ? Decision.TAKE : Decision.DROP;
    }

    synchronized int size() {
        return peers.size();
    }

    private record Shares(Allowance own, Allowance ceiling) {}

    /** Frames and their bytes; a frame takes from both or from none. */
    private static final class Allowance {
        private final TokenBucket frames;
        private final TokenBucket bytes;

        Allowance(InboundLimits.Rate rate, long now) {
            frames = new TokenBucket(rate.frames(), rate.framesPerSecond(), now);
            bytes = new TokenBucket(rate.bytes(), rate.bytesPerSecond(), now);
        }

        boolean take(int size, long now) {
            return frames.has(1, now) && bytes.take(size, now) && frames.take(1, now);
        }
    }
}
