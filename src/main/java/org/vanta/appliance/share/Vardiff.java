package org.vanta.appliance.share;

/**
 * Judges from the shares of one connection by what factor its difficulty misses {@value #SHARES_PER_MINUTE} shares a minute. Shares come by
 * chance, so it speaks only on evidence: when the Wilson score interval of what came lies off the aim. While it knows little it asks for
 * little evidence; once a difficulty has held for {@value #SETTLED_SHARES} expected shares, for much, so that a steady miner is left alone.
 * Has no clock: is given the time, in milliseconds of a clock that is never set. For one thread.
 */
final class Vardiff {
    static final double SHARES_PER_MINUTE = 6;

    /** Least that speaks for a difficulty that is too low. */
    private static final int SHARES_MIN = 16;

    private static final double MILLIS_PER_SHARE = 60_000 / SHARES_PER_MINUTE;
    /** Off by less is right: the nearest power of two can be off by this much. */
    private static final double TOLERANCE = Math.sqrt(2);

    private static final double SETTLED_SHARES = 30;
    private static final double FORGET_SHARES = 90;
    /** Standard deviations wanted before a change: upwards and downwards at first, both once settled. */
    private static final double RAISING = 3;

    private static final double LOWERING = 2.5;
    private static final double SETTLED = 4;
    /** Expected shares that stay out before a settled miner counts as silent: chance does that once in months. */
    private static final double SILENT_SHARES = 18;
    /** What silence lowers by. */
    private static final double SILENCE = 1.0 / 8;

    private double since;
    private long lastShare;
    private double shares;
    private boolean settled;

    /** Another difficulty is in force. */
    void restart(long now) {
        since = now;
        lastShare = now;
        shares = 0;
        settled = false;
    }

    /** A share of the difficulty in force was accepted. */
    void share(long now) {
        shares++;
        lastShare = now;
    }

    /** By what to multiply the difficulty in force; 1 to leave it. */
    double factor(long now) {
        double expected = Math.max(now - since, 1) / MILLIS_PER_SHARE;
        if (expected > FORGET_SHARES) {
            since += (now - since) / 2;
            shares /= 2;
            expected /= 2;
        }
        settled |= expected >= SETTLED_SHARES;
        if (shares >= SHARES_MIN && bound(settled ? -SETTLED : -RAISING) > expected * TOLERANCE) {
            return shares / expected;
        }
        if ((now - lastShare) / MILLIS_PER_SHARE > SILENT_SHARES) {
            return SILENCE;
        }
        if (bound(settled ? SETTLED : LOWERING) < expected / TOLERANCE) {
            return Math.max(SILENCE, (shares + 1) / expected);
        }
        return 1;
    }

    /** The end of the Wilson score interval of a Poisson count that lies {@code z} standard deviations off. */
    private double bound(double z) {
        return shares + z * z / 2 + z * Math.sqrt(shares + z * z / 4);
    }
}
