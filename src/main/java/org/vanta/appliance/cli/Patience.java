package org.vanta.appliance.cli;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The pauses between attempts at something that is busy: as long as it asks, else growing, and no longer than the bound in all. */
final class Patience {
    /** Some times as long as the quota of a minute, or as a restart with a large state. */
    static final Duration BOUND = Duration.ofMinutes(5);

    private static final Duration PAUSE_MIN = Duration.ofSeconds(1);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(15);

    private final long deadline;
    private Duration pause = PAUSE_MIN;

    /** Begins now. */
    Patience(Duration bound) {
        this.deadline = System.nanoTime() + bound.toNanos();
    }

    /**
     * Waits, if that is within the bound.
     *
     * @param asked the pause that was asked for, zero if none was
     * @return false at once if the pause would end after the bound
     */
    boolean pause(Duration asked) throws InterruptedException {
        Duration wait = asked.isPositive() ? asked : pause;
        if (wait.compareTo(Duration.ofNanos(deadline - System.nanoTime())) > 0) {
            return false;
        }
        TimeUnit.NANOSECONDS.sleep(wait.toNanos());
        pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause.multipliedBy(2);
        return true;
    }
}
