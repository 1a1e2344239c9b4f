package org.vanta.appliance.gossip.core;

import java.time.Duration;

/** When to try again what others keep refusing: a few times at once, then after twice as long each time, up to a limit. */
final class Backoff {
    private final int atOnce;
    private final Duration first;
    private final Duration longest;
    private final Jitter jitter;
    private Duration next;
    private int refusals;
    private long until;

    Backoff(int atOnce, Duration first, Duration longest, Jitter jitter) {
        this.atOnce = atOnce;
        this.first = first;
        this.longest = longest;
        this.jitter = jitter;
        next = first;
    }

    boolean isDue(long now) {
        return refusals < atOnce || now - until >= 0;
    }

    void refused(long now) {
        refusals++;
        if (refusals >= atOnce) {
            refusals = atOnce;
            until = now + jitter.about(next);
            Duration twice = next.multipliedBy(2);
            next = twice.compareTo(longest) < 0 ? twice : longest;
        }
    }

    /** Something has changed: it may be tried at once. */
    void reset() {
        refusals = 0;
        next = first;
    }
}
