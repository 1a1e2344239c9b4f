package org.vanta.appliance.index;

import java.io.Console;
import java.time.Duration;
import java.util.Locale;
import org.jboss.logging.Logger;

/** How far reading the state at start has come; says so in the log every two seconds, or with a bar on a terminal. */
final class LoadProgress {
    private static final long SAY_NANOS = 2_000_000_000L;
    private static final Logger LOG = Logger.getLogger(LoadProgress.class);

    private static final int BAR = 30;
    private static final long TELL_NANOS = 50_000_000L;

    private final int top;
    private final boolean terminal;
    private final long began = System.nanoTime();
    private long toldAt = began;
    private long saidAt = began;
    private int reached = -1;
    private volatile String sentence = "reading the state";

    /** @param top the height of the last record */
    LoadProgress(int top) {
        this.top = top;
        Console console = System.console();
        this.terminal = top >= 0 && console != null && console.isTerminal();
    }

    void reached(int height, int commitments) {
        reached = height;
        long now = System.nanoTime();
        if (now - toldAt < TELL_NANOS) {
            return;
        }
        toldAt = now;
        double rate = rate();
        sentence = String.format(
                Locale.ROOT,
                "reading the state: %d %%, height %d of %d, %d commitments, %.0f blocks a second, %.0f s left",
                100L * (height + 1) / (top + 1),
                height,
                top,
                commitments,
                rate,
                (top - height) / rate);
        if (terminal) {
            draw(height + 1, rate, "");
        } else if (now - saidAt >= SAY_NANOS) {
            saidAt = now;
            LOG.info(sentence);
        }
    }

    /** Blocks a second. */
    private double rate() {
        return (reached + 1) / Math.max((System.nanoTime() - began) / 1e9, 1e-3);
    }

    /** All is read; what is left is the tree. */
    void building(int commitments) {
        if (terminal) {
            draw(reached + 1, rate(), "\n");
        }
        sentence = "reading the state: building the tree of " + commitments + " commitments";
    }

    /** On standard error, over itself; ends its line when all is read. */
    private void draw(int done, double rate, String end) {
        int filled = (int) ((long) BAR * done / (top + 1));
        System.err.printf(
                Locale.ROOT,
                "\rreading the state [%s%s] %d of %d blocks, %.0f/s, %.0f s left \033[K%s",
                "#".repeat(filled),
                ".".repeat(BAR - filled),
                done,
                top + 1,
                rate,
                (top + 1 - done) / rate,
                end);
        System.err.flush();
    }

    String sentence() {
        return sentence;
    }

    Duration taken() {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
