package org.vanta.appliance.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Times in nanoseconds, kept whole, and what stands at a share of them. For one thread. */
public final class Latencies {
    private static final int PART = 1 << 16;
    private static final double NANOS_PER_MILLI = 1e6;

    /** Parts never move: copying them over and over would show in the times themselves. */
    private final List<long[]> parts = new ArrayList<>();

    private int size;
    private long[] sorted = {};

    void add(long elapsed) {
        int at = size++ % PART;
        if (at == 0) {
            parts.add(new long[PART]);
        }
        parts.getLast()[at] = elapsed;
    }

    public int size() {
        return size;
    }

    /** The time that {@code share} of all are within, in milliseconds; NaN if there are none. */
    public double millis(double share) {
        if (size == 0) {
            return Double.NaN;
        }
        if (sorted.length != size) {
            sorted = parts.stream().flatMapToLong(LongStream::of).limit(size).toArray();
            Arrays.sort(sorted);
        }
        int at = (int) Math.ceil(share * size) - 1;
        return sorted[Math.clamp(at, 0, size - 1)] / NANOS_PER_MILLI;
    }
}
