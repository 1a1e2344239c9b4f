package org.vanta.appliance.gossip.transport;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.gossip.transport.relay.IpNetwork;

/**
 * Token buckets that bound how many handshakes one address, and all addresses together, may begin. Addresses are taken as {@link #network}
 * says; the least recent of {@link #ADDRESSES_MAX} is forgotten, which can only refill its bucket.
 */
final class HandshakeBudget {
    static final int ADDRESSES_MAX = 4_096;
    private static final double NANOS_PER_SECOND = 1e9;

    private final int perAddress;
    private final LongSupplier nanoTime;
    private final Bucket all;
    private final Map<Hash256, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash256, Bucket> eldest) {
            return size() > ADDRESSES_MAX;
        }
    };

    HandshakeBudget(TransportLimits limits, LongSupplier nanoTime) {
        this.perAddress = limits.handshakesPerAddress();
        this.nanoTime = nanoTime;
        this.all = new Bucket(limits.handshakes(), limits.handshakes() / 10.0, nanoTime.getAsLong());
    }

    synchronized boolean spend(InetAddress address) {
        long now = nanoTime.getAsLong();
        return buckets.computeIfAbsent(network(address), _ -> new Bucket(perAddress, 1, now))
                        .spend(now)
                && all.spend(now);
    }

    synchronized int addresses() {
        return buckets.size();
    }

    /** As {@link IpNetwork} has it; hashed because a map's key should be small and of one form. */
    static Hash256 network(InetAddress address) {
        return Sha256.hash(IpNetwork.of(address));
    }

    private static final class Bucket {
        private final int capacity;
        private final double perSecond;
        private double tokens;
        private long last;

        Bucket(int capacity, double perSecond, long now) {
            this.capacity = capacity;
            this.perSecond = perSecond;
            this.tokens = capacity;
            this.last = now;
        }

        boolean spend(long now) {
            tokens = Math.min(capacity, tokens + (now - last) / NANOS_PER_SECOND * perSecond);
            last = now;
            if (tokens < 1) {
                return false;
            }
            tokens--;
            return true;
        }
    }
}
