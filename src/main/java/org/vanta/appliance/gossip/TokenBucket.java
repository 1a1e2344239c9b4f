package org.vanta.appliance.gossip;

/** So much at once, and so much a second in the long run. For one thread at a time. */
final class TokenBucket {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double burst;
    private final double perSecond;
    private double tokens;
    private long last;

    TokenBucket(double burst, double perSecond, long now) {
        this.burst = burst;
        this.perSecond = perSecond;
        this.tokens = burst;
        this.last = now;
    }

    /** Whether so many tokens are there; takes none. */
    boolean has(double count, long now) {
        tokens = Math.min(burst, tokens + Math.max(0, now - last) / NANOS_PER_SECOND * perSecond);
        last = now;
        return tokens >= count;
    }

    /** Takes so many tokens, or none if there are fewer. */
    boolean take(double count, long now) {
        if (!has(count, now)) {
            return false;
        }
        tokens -= count;
        return true;
    }
}
