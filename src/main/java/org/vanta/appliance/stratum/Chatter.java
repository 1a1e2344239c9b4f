package org.vanta.appliance.stratum;

import java.util.concurrent.TimeUnit;

/**
 * How much one connection has said that brings no share, by a clock that is never set, in nanoseconds. Firmware says a handful of lines at its login, and
 * then one in many seconds. For one thread.
 */
final class Chatter {
    static final int LINES_PER_SECOND = 100;

    /** After silence: a proxy that authorizes all it may, and mistakes until they end the connection. */
    static final int LINES_AT_ONCE = 300;

    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(1) / LINES_PER_SECOND;

    /** When all of it would have been said, had it come evenly. */
    private long until;

    Chatter(long now) {
        this.until = now;
    }

    void line(long now) {
        boolean wasSilent = until - now < 0;
        until = (wasSilent ? now : until) + LINE_NANOS;
    }

    /** The last line brought a share after all. */
    void broughtShare() {
        until -= LINE_NANOS;
    }

    /** Whether it may go on. */
    boolean isBearable(long now) {
        return until - now < LINES_AT_ONCE * LINE_NANOS;
    }
}
