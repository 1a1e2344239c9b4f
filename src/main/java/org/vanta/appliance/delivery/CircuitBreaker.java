package org.vanta.appliance.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * Leaves a target alone that does not take anything: after a few failures in a row nothing is tried for a while, then one delivery; the while
 * doubles until that one succeeds. A refusal of one note alone is no failure of the target. For one thread.
 */
final class CircuitBreaker {
    /** Failures in a row that open it. */
    static final int FAILURES_MAX = 3;

    /** The longest that a target's own wish for a pause is honoured. */
    static final Duration PAUSE_MAX = Duration.ofHours(1);

    private final RandomGenerator random;
    private int failures;
    private Instant pausedUntil = Instant.MIN;

    CircuitBreaker(RandomGenerator random) {
        this.random = random;
    }

    /** Whether the target may be tried now. */
    boolean allows(Instant now) {
        return !now.isBefore(pausedUntil);
    }

    void succeeded() {
        failures = 0;
        pausedUntil = Instant.MIN;
    }

    /** @param retryAfter the pause that the target asked for, zero if none */
    void failed(Instant now, Duration retryAfter) {
        failures++;
        Duration pause = failures < FAILURES_MAX ? Duration.ZERO : Backoff.after(failures - FAILURES_MAX + 1, random);
        Duration wish = retryAfter.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : retryAfter;
        pausedUntil = now.plus(pause.compareTo(wish) > 0 ? pause : wish);
    }
}
