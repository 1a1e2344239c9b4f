package org.vanta.appliance.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/** Tells since when the clock that is set from outside goes as the one that only counts, as it does unless somebody sets it. */
final class SteadyClock {
    /** More apart than this between two looks is a clock that was set; one that is slewed loses or gains 1.8 s an hour. */
    static final Duration APART_MAX = Duration.ofMinutes(1);

    private final Clock clock;
    private final LongSupplier nanoTime;
    private Instant lastTime;
    private long lastNanos;
    private long steadySince;

    SteadyClock(Clock clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        lastTime = clock.instant();
        lastNanos = nanoTime.getAsLong();
        steadySince = lastNanos;
    }

    /** One look: how long the clock has not been set, as far as earlier looks can tell. */
    synchronized Duration steadyFor() {
        Instant time = clock.instant();
        long nanos = nanoTime.getAsLong();
        Duration apart =
                Duration.between(lastTime, time).minusNanos(nanos - lastNanos).abs();
        if (apart.compareTo(APART_MAX) > 0) {
            steadySince = nanos;
        }
        lastTime = time;
        lastNanos = nanos;
        return Duration.ofNanos(nanos - steadySince);
    }
}
