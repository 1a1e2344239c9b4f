package org.vanta.appliance.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.vanta.appliance.miner.CpuMiner;
import org.vanta.appliance.miner.MinerEvent;
import org.vanta.appliance.miner.PoolAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "miner",
        description = "Mines with the CPU as an ordinary Stratum client, until it is stopped.",
        mixinStandardHelpOptions = true)
final class MinerCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "stratum+tcp://127.0.0.1:3333",
            description = "the pool, default ${DEFAULT-VALUE}")
    String url;

    @Option(
            names = "--user",
            required = true,
            paramLabel = "NAME",
            description = "<owner key>[.worker]; the owner key gets the reward")
    String user;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1", description = "default ${DEFAULT-VALUE}")
    int threads;

    @Override
    public Integer call() throws InterruptedException {
        try (CpuMiner miner = new CpuMiner(pool(), user, threads, this::tell)) {
            miner.start();
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown));
            stopped.await();
        }
        return ExitCode.DONE;
    }

    private PoolAddress pool() {
        if (threads < 1) {
            throw new CannotException("--threads must be at least 1, got " + threads);
        }
        try {
            return PoolAddress.parse(url);
        } catch (IllegalArgumentException e) {
            throw new CannotException(String.valueOf(e.getMessage()), e);
        }
    }

    private void tell(MinerEvent event) {
        String line = switch (event) {
            case MinerEvent.Connected(PoolAddress pool) -> "connected to " + pool;
            case MinerEvent.Disconnected(String reason, long retryMillis) ->
                "disconnected: " + reason + "; trying again in " + retryMillis + " ms";
            case MinerEvent.NewJob(String jobId, boolean clean, double difficulty) ->
                "job " + jobId + (clean ? " (new block)" : "") + ", difficulty " + difficulty;
            case MinerEvent.Accepted(long total) -> "share accepted (" + total + ")";
            case MinerEvent.Rejected(int code, String text, long total) ->
                "share rejected: " + text + " [" + code + "] (" + total + ")";
            case MinerEvent.Message(String text) -> "pool says: " + text;
            case MinerEvent.HashRate(double perSecond) -> String.format(Locale.ROOT, "%.2f MH/s", perSecond / 1e6);
        };
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
