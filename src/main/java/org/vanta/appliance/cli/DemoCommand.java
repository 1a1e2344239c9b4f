package org.vanta.appliance.cli;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.vanta.appliance.bench.FreePort;
import org.vanta.appliance.devnet.Devnet;
import org.vanta.appliance.devnet.DevnetOptions;
import org.vanta.appliance.note.WalletSecret;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = "Runs everything at once on an embedded chain: L1, appliance, one CPU miner, a fresh wallet.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final int CLEAR_SECONDS = 10;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "default ${DEFAULT-VALUE}, or a free port if that is taken")
    int httpPort;

    @Option(
            names = "--stratum-port",
            paramLabel = "PORT",
            defaultValue = "3333",
            description = "default ${DEFAULT-VALUE}, or a free port if that is taken")
    int stratumPort;

    @Option(
            names = "--seconds-per-block",
            paramLabel = "N",
            defaultValue = "4",
            description = "how hard blocks are made for this machine's CPU, default ${DEFAULT-VALUE}")
    int secondsPerBlock;

    @Override
    public Integer call() throws IOException {
        if (secondsPerBlock < 1) {
            throw new CannotException("--seconds-per-block must be at least 1, got " + secondsPerBlock);
        }
        Path directory = Files.createTempDirectory("vanta-demo");
        Path secretFile = directory.resolve("wallet.secret");
        WalletSecret wallet = WalletSecret.generate(new SecureRandom());
        wallet.saveNew(secretFile);
        int bits = DemoDifficulty.bits(secondsPerBlock);
        CountDownLatch cleared = new CountDownLatch(1);
        // Ctrl-C ends the process as soon as its hooks have ended.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> await(cleared), "clear-demo"));
        try (Devnet devnet = Devnet.start(DevnetOptions.easiest().withBits(bits))) {
            DemoSettings.with(Map.of(
                            "vanta.network", "devnet",
                            "vanta.l1.url", devnet.url().toString(),
                            "vanta.l1.user", devnet.user(),
                            "vanta.l1.password", devnet.password(),
                            "vanta.data-dir", directory.toString(),
                            "vanta.shielded-pubkey", wallet.ownerKey().hex(),
                            "vanta.http-port", String.valueOf(freeOr(httpPort)),
                            "vanta.stratum.port", String.valueOf(freeOr(stratumPort)),
                            "vanta.gossip.enabled", "false"))
                    .forEach(System::setProperty);
            System.setProperty("quarkus.log.console.level", "WARN");
            System.out.println("wallet key (fresh, secret in " + secretFile + "): "
                    + wallet.ownerKey().hex());
            DemoShow.wallet = wallet;
            return ApplianceProcess.run(DemoShow.class);
        } finally {
            wallet.close();
            try {
                delete(directory);
            } finally {
                cleared.countDown();
            }
        }
    }

    private static void await(CountDownLatch cleared) {
        try {
            if (!cleared.await(CLEAR_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("vanta: the demo's folder stays behind; its wallet is worth nothing");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The port itself, or a free one when it is 0 or somebody has it. */
    private static int freeOr(int port) {
        return port != 0 && isFree(port) ? port : FreePort.choose();
    }

    private static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
