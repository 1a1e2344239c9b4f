package org.vanta.appliance.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.vanta.appliance.bench.Attack;

/** A process that attacks until it is closed. */
final class BenchAttacker implements AutoCloseable {
    private static final double NANOS_PER_SECOND = 1e9;

    private record Told(long connects, long nanos) {
        static Told of(String line) {
            int blank = line.indexOf(' ');
            return new Told(Long.parseLong(line.substring(0, blank)), Long.parseLong(line.substring(blank + 1)));
        }
    }

    private final Process process;
    private final BufferedReader lines;
    private final Told first;

    private BenchAttacker(Process process) throws IOException {
        this.process = process;
        this.lines = process.inputReader();
        this.first = next();
    }

    static BenchAttacker start(Attack kind, InetSocketAddress target) throws IOException {
        return new BenchAttacker(BenchServer.program(
                        "bench",
                        "stratum-attack",
                        kind.name(),
                        target.getAddress().getHostAddress(),
                        Integer.toString(target.getPort()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    private Told next() throws IOException {
        String line = lines.readLine();
        if (line == null) {
            throw new CannotException("the attacker did not start");
        }
        return Told.of(line);
    }

    /** Over the time since it began; waits for what it tells next. */
    double connectsPerSecond() throws IOException {
        Told last = next();
        while (lines.ready()) {
            last = next();
        }
        return (last.connects() - first.connects()) / ((last.nanos() - first.nanos()) / NANOS_PER_SECOND);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
