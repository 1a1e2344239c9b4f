package org.vanta.appliance.gossip;

import java.util.LinkedHashMap;
import org.vanta.appliance.gossip.core.PeerId;

/** Decides frame by frame what is taken in, as {@link InboundLimits} says. For any thread. */
final class Throttle {
    private final InboundLimits limits;
    private final Allowance shared;
    private final LinkedHashMap<PeerId, Allowance> peers = new LinkedHashMap<>(16, 0.75f, true);

    Throttle(InboundLimits limits, long now) {
        this.limits = limits;
        this.shared = new Allowance(limits.shared(), now);
    }

    /** False for too much at the moment, through nobody's fault. */
    synchronized boolean takes(PeerId peer, int bytes, long now) {
        Allowance own = peers.computeIfAbsent(peer, _ -> new Allowance(limits.own(), now));
        if (peers.size() > limits.peers()) {
            peers.remove(peers.firstEntry().getKey());
        }
        return own.take(bytes, now) || shared.take(bytes, now);
    }

    synchronized int size() {
        return peers.size();
    }

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
