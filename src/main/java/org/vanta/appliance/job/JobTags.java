package org.vanta.appliance.job;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Tags that are never used again: the milliseconds of the start shifted left by {@value #COUNTER_BITS}, counted up from there. A process
 * would have to make more than {@code 2^22} jobs per millisecond of its life for a later one to meet its tags.
 */
public final class JobTags {
    private static final int COUNTER_BITS = 22;

    private final AtomicLong next;

    /** @param startMillis the process's start, milliseconds since 1970 */
    public JobTags(long startMillis) {
        next = new AtomicLong(startMillis << COUNTER_BITS);
    }

    public long next() {
        return next.getAndIncrement();
    }
}
