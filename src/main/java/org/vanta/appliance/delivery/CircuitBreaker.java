package org.vanta.appliance.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Leaves a target alone that does not take anything: after a few failures in a row nothing is tried for a while, then one delivery; the while
 * doubles until that one succeeds. A refusal of one note alone is no failure of the target. Reckons in {@link System#nanoTime}, which a change of
 * the clock does not move. For one thread.
 */
final class CircuitBreaker {
    /** Failures in a row that open it. */
    static final int FAILURES_MAX = 3;

    /** The longest that a target's own wish for a pause is honoured. */
    static final Duration PAUSE_MAX = Duration.ofHours(1);

    private final RandomGenerator random;
    private int failures;
    private long failedAt;
    private Duration pause = Duration.ZERO;

    CircuitBreaker(RandomGenerator random) {
        this.random = random;
    }

    /** Whether the target may be tried now. */
    boolean allows(long nanoTime) {
        return nanoTime - failedAt >= pause.toNanos() || pause.isZero();
    }

    void succeeded() {
        failures = 0;
        pause = Duration.ZERO;
    }

    /** @param retryAfter the pause that the target asked for, zero if none */
    void failed(long nanoTime, Duration retryAfter) {
        failures++;
        Duration own = failures < FAILURES_MAX ? Duration.ZERO : Backoff.after(failures - FAILURES_MAX + 1, random);
        Duration wish = retryAfter.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : retryAfter;
        failedAt = nanoTime;
        pause = own.compareTo(wish) > 0 ? own : wish;
    }
}
