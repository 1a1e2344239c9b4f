package org.vanta.appliance.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.vanta.appliance.bench.Attack;

/**
 * A process that attacks until it is closed. It has the processor only while nobody else wants it (Linux's {@code SCHED_IDLE}): an attacker computes on a
 * machine of its own, and what it takes of this one is not the server's.
 */
final class BenchAttacker implements AutoCloseable {
    private static final double NANOS_PER_SECOND = 1e9;
    /** By util-linux. */
    private static final List<String> LAST = List.of("chrt", "--idle", "0");

    private final Process process;
    private final BufferedReader lines;
    private final Attack.Connects first;

    private BenchAttacker(Process process) throws IOException {
        this.process = process;
        this.lines = process.inputReader();
        this.first = next();
    }

    static BenchAttacker start(Attack kind, InetSocketAddress target) throws IOException {
        ProcessBuilder attacker = BenchServer.program(
                "bench",
                "stratum-attack",
                kind.name(),
                target.getAddress().getHostAddress(),
                Integer.toString(target.getPort()));
        attacker.command().addAll(0, LAST);
        return new BenchAttacker(started(attacker.redirectError(ProcessBuilder.Redirect.INHERIT)));
    }

    private static Process started(ProcessBuilder attacker) {
        try {
            return attacker.start();
        } catch (IOException e) {
            throw new CannotException("can't start an attacker, which needs chrt, of util-linux: " + e.getMessage(), e);
        }
    }

    private Attack.Connects next() throws IOException {
        String line = lines.readLine();
        if (line == null) {
            throw new CannotException("the attacker did not start");
        }
        return Attack.Connects.of(line);
    }

    /** Over the time since it began; waits for what it tells next. */
    double connectsPerSecond() throws IOException {
        Attack.Connects last = next();
        while (lines.ready()) {
            last = next();
        }
        return (last.count() - first.count()) / ((last.nanos() - first.nanos()) / NANOS_PER_SECOND);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
