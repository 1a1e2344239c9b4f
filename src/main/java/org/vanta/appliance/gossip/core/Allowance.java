package org.vanta.appliance.gossip.core;

/** One token bucket, kept as the time at which it will be full again (the generic cell rate algorithm). */
final class Allowance {
    private static final long SECOND = 1_000_000_000L;

    private final long interval;
    private final long burst;
    private long fullAt;
    private boolean used;

    Allowance(GossipLimits.Rate rate) {
        interval = SECOND / rate.perSecond();
        burst = interval * rate.burst();
    }

    /** Takes one token; false if there is none. */
    boolean take(long now) {
        long from = !used || fullAt - now < 0 ? now : fullAt;
        if (from + interval - now > burst) {
            return false;
        }
        used = true;
        fullAt = from + interval;
        return true;
    }
}
