package org.vanta.appliance.bench;

import java.util.Arrays;

/** Times in nanoseconds, kept whole, and what stands at a share of them. For one thread. */
public final class Latencies {
    private static final int FIRST = 1 << 16;
    private static final double NANOS_PER_MILLI = 1e6;

    private long[] nanos = new long[FIRST];
    private int size;
    private boolean sorted;

    void add(long elapsed) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * size);
        }
        nanos[size++] = elapsed;
        sorted = false;
    }

    public int size() {
        return size;
    }

    /** The time that {@code share} of all are within, in milliseconds; NaN if there are none. */
    public double millis(double share) {
        if (size == 0) {
            return Double.NaN;
        }
        if (!sorted) {
            Arrays.sort(nanos, 0, size);
            sorted = true;
        }
        int at = (int) Math.ceil(share * size) - 1;
        return nanos[Math.clamp(at, 0, size - 1)] / NANOS_PER_MILLI;
    }
}
