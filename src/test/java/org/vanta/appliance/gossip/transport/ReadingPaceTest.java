package org.vanta.appliance.gossip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Goal: a connection is read at the rate of its limits, in frames and in bytes. Method: a clock of the test's. */
class ReadingPaceTest {
    private static final long SECOND = 1_000_000_000L;

    private final ReadingPace pace =
            new ReadingPace(new TransportLimits(128, 128, 3, 16, 200, 200, 100, 10_000), -SECOND);

    /** Reads frames of one size until some time has passed; how many that were. */
    private int readFor(long nanos, int size) {
        int frames = 0;
        for (long now = -SECOND; now < nanos - SECOND; frames++) {
            now += pace.read(size, now);
        }
        return frames;
    }

    @Test
    void smallFramesAreCounted() {
        assertThat(readFor(10 * SECOND, 1)).isBetween(1_090, 1_110);
    }

    @Test
    void largeFramesAreMeasured() {
        assertThat(readFor(10 * SECOND, 1_000)).isBetween(105, 115);
    }

    @Test
    void whoHasBeenSilentForLongMayNotSendMoreAtOnceForIt() {
        assertThat(pace.read(1, 3_600 * SECOND)).isZero();
        for (int i = 1; i < 100; i++) {
            assertThat(pace.read(1, 3_600 * SECOND)).isZero();
        }
        assertThat(pace.read(1, 3_600 * SECOND)).isBetween(5_000_000L, SECOND / 50);
    }
}
