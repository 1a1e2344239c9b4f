package org.vanta.appliance.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.vanta.appliance.bench.Sink;
import picocli.CommandLine.Command;

/** What attackers attack with {@link BenchStratumCommand}'s {@code --aside}: says its port, and goes on until it is ended. */
@Command(name = "stratum-sink", hidden = true)
final class BenchSinkCommand implements Callable<Integer> {
    @Override
    public Integer call() throws IOException {
        try (Sink sink = new Sink("127.0.0.1")) {
            System.out.println(sink.port());
            System.out.flush();
            sink.swallow();
        }
        return ExitCode.DONE;
    }
}
