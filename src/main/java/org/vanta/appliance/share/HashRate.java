package org.vanta.appliance.share;

import java.util.Arrays;
import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.ByteWriter;

/**
 * The hash rate that accepted shares speak of, over four windows at once: exponentially decaying averages of the difficulty they count for,
 * so nothing is kept of single shares. A miner known for less than a window has its average over the time it is known. Is given the time of day,
 * which may be set. For one thread.
 */
final class HashRate {
    /** Hashes a share of difficulty 1 takes on average. */
    static final double HASHES_PER_DIFFICULTY = 0x1p32;

    /** A first share alone says little: nobody counts as known for less. */
    private static final double KNOWN_MILLIS_MIN = 60_000;

    /**
     * Nobody looked for so long: nothing is left in any window, and what is known begins anew. A board that learns the time once miners are there may
     * step by years: they are not to have been known, and idle, all the while.
     */
    private static final long AWAY_MILLIS = 30L * 86_400_000;

    /** Shares within this time are folded in at once, since the exponential is the dear part. */
    private static final long FOLD_MILLIS = 1_000;

    private static final Window[] WINDOWS = Window.values();

    /** What an average is over. */
    enum Window {
        MINUTE_1(60_000),
        MINUTES_5(300_000),
        HOUR_1(3_600_000),
        DAY_1(86_400_000);

        private final double millis;

        Window(double millis) {
            this.millis = millis;
        }
    }

    /** Difficulty per millisecond, as of {@link #foldedMillis}. */
    private final double[] averages = new double[WINDOWS.length];

    private long sinceMillis;
    private long foldedMillis;
    private double waiting;

    /** @param now since when the miner is known */
    HashRate(long now) {
        sinceMillis = now;
        foldedMillis = now;
    }

    /** A share was accepted that counts for {@code difficulty}. */
    void add(double difficulty, long now) {
        follow(now);
        waiting += difficulty;
        if (now - foldedMillis >= FOLD_MILLIS) {
            fold(now);
        }
    }

    /** When the clock was set back, what is known goes back with it: no time passed. A moment is only another event loop's. */
    private void follow(long now) {
        if (foldedMillis - now > FOLD_MILLIS) {
            sinceMillis -= foldedMillis - now;
            foldedMillis = now;
        } else if (now - foldedMillis > AWAY_MILLIS) {
            beginAnew(now);
        }
    }

    private void beginAnew(long now) {
        sinceMillis = now;
        foldedMillis = now;
        waiting = 0;
        Arrays.fill(averages, 0);
    }

    private void fold(long now) {
        for (Window window : WINDOWS) {
            averages[window.ordinal()] = average(window, now);
        }
        foldedMillis = Math.max(foldedMillis, now);
        waiting = 0;
    }

    private double average(Window window, long now) {
        double passed = Math.max(now - foldedMillis, 0);
        return averages[window.ordinal()] * Math.exp(-passed / window.millis) + waiting / window.millis;
    }

    Rates rates(long now) {
        follow(now);
        return new Rates(
                rate(Window.MINUTE_1, now),
                rate(Window.MINUTES_5, now),
                rate(Window.HOUR_1, now),
                rate(Window.DAY_1, now));
    }

    private double rate(Window window, long now) {
        double known = Math.max(now - sinceMillis, KNOWN_MILLIS_MIN);
        double weight = 1 - Math.exp(-known / window.millis);
        return average(window, now) / weight * 1000 * HASHES_PER_DIFFICULTY;
    }

    void write(ByteWriter out, long now) {
        follow(now);
        fold(now);
        out.i64(sinceMillis).i64(foldedMillis);
        for (double average : averages) {
            out.i64(Double.doubleToLongBits(average));
        }
    }

    static HashRate read(ByteReader in) {
        HashRate rate = new HashRate(in.i64());
        rate.foldedMillis = in.i64();
        for (int i = 0; i < rate.averages.length; i++) {
            rate.averages[i] = Double.longBitsToDouble(in.i64());
        }
        return rate;
    }
}
