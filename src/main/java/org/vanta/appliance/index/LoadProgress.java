package org.vanta.appliance.index;

import java.time.Duration;
import java.util.Locale;
import org.jboss.logging.Logger;

/** How far reading the state at start has come; says so in the log every two seconds. */
final class LoadProgress {
    private static final long SAY_NANOS = 2_000_000_000L;
    private static final Logger LOG = Logger.getLogger(LoadProgress.class);

    private final int top;
    private final long began = System.nanoTime();
    private long saidAt = began;
    private volatile String sentence = "reading the state";

    /** @param top the height of the last record */
    LoadProgress(int top) {
        this.top = top;
    }

    void reached(int height, int commitments) {
        long now = System.nanoTime();
        double seconds = (now - began) / 1e9;
        double rate = (height + 1) / Math.max(seconds, 1e-3);
        sentence = String.format(
                Locale.ROOT,
                "reading the state: height %d of %d, %d commitments, %.0f blocks a second, %.0f s left",
                height,
                top,
                commitments,
                rate,
                (top - height) / rate);
        if (now - saidAt >= SAY_NANOS) {
            saidAt = now;
            LOG.info(sentence);
        }
    }

    String sentence() {
        return sentence;
    }

    Duration taken() {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
