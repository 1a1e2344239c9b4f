package org.vanta.appliance.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.vanta.appliance.recovery.ChainRecovery;
import picocli.CommandLine.Model.CommandSpec;

/** Says on standard error, at most once in two seconds, how far a long reading of blocks has come. */
final class ProgressLine {
    private static final long INTERVAL_NANOS = 2_000_000_000L;

    private final PrintWriter out;
    private long saidAt = System.nanoTime();

    ProgressLine(CommandSpec spec) {
        out = spec.commandLine().getErr();
    }

    void blocks(ChainRecovery.Progress progress) {
        long now = System.nanoTime();
        if (now - saidAt >= INTERVAL_NANOS) {
            saidAt = now;
            out.printf(Locale.ROOT, "vanta: height %d of %d%n", progress.height(), progress.tip());
            out.flush();
        }
    }
}
