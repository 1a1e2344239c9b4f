package org.vanta.appliance.job;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tags that are never used again: the milliseconds of the start shifted left by {@value #COUNTER_BITS}, counted up from there. A process
 * would have to make more than {@code 2^21} jobs per millisecond of its life for a later one to meet its tags. Where the clock went back between
 * the two, the jobs in the file of before ({@link #raiseAbove}) or, without it, the place within the millisecond keep them apart.
 */
public final class JobTags {
    private static final int COUNTER_BITS = 22;

    private static final int PLACES = 1 << (COUNTER_BITS - 1);

    private final AtomicLong next;

    /** @param startMillis the process's start, milliseconds since 1970 */
    public JobTags(long startMillis) {
        this(startMillis, 0);
    }

    private JobTags(long startMillis, int place) {
        next = new AtomicLong((startMillis << COUNTER_BITS) + place);
    }

    /** Begins at a random place of the millisecond: a board without a clock of its own may start twice in the same one. */
    public static JobTags anywhereIn(long startMillis) {
        return new JobTags(startMillis, ThreadLocalRandom.current().nextInt(PLACES));
    }

    /** The tags from here on are higher than this one; unsigned, as they are. */
    void raiseAbove(long tag) {
        next.accumulateAndGet(tag + 1, (one, other) -> Long.compareUnsigned(one, other) > 0 ? one : other);
    }

    public long next() {
        return next.getAndIncrement();
    }
}
