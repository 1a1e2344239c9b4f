package org.vanta.appliance.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.Appliance;
import org.vanta.appliance.ApplianceConfig;
import org.vanta.appliance.block.AcceptedBlock;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.miner.CpuMiner;
import org.vanta.appliance.miner.PoolAddress;
import org.vanta.appliance.note.WalletSecret;

/** The demo's foreground: mines with one thread and shows each block until the wallet has found its reward. */
public final class DemoShow implements QuarkusApplication {
    /** Blocks shown late, when the machine is busy; more are not waited for. */
    private static final int WAITING_MAX = 1_000;

    /** The wallet of the one demo in this process; Quarkus makes the object itself. */
    static @Nullable WalletSecret wallet;

    private final Appliance appliance;
    private final int httpPort;
    private final BlockingQueue<AcceptedBlock> blocks = new LinkedBlockingQueue<>(WAITING_MAX);

    DemoShow(Appliance appliance, ApplianceConfig config) {
        this.appliance = appliance;
        this.httpPort = config.httpPort();
    }

    @Override
    public int run(String... args) throws InterruptedException {
        WalletSecret secret = wallet;
        if (secret == null) {
            throw new IllegalStateException("the demo command sets the wallet first");
        }
        URI rest = URI.create("http://127.0.0.1:" + httpPort);
        System.out.printf(
                Locale.ROOT,
                "mining with one thread at stratum+tcp://127.0.0.1:%d; Ctrl-C stops%n"
                        + "see %s/status, %s/health and the encrypted notes at %s/notes%n",
                appliance.stratumPort(),
                rest,
                rest,
                rest);
        appliance.onAcceptedBlock(block -> {
            if (!blocks.offer(block)) {
                System.err.println("vanta: too many blocks wait to be shown; skipped height " + block.height());
            }
        });
        PoolAddress pool = new PoolAddress("127.0.0.1", appliance.stratumPort());
        try (CpuMiner miner = new CpuMiner(pool, secret.ownerKey().hex() + ".demo", 1, _ -> {})) {
            miner.start();
            Thread show = Thread.ofVirtual().start(() -> {
                try (WalletScan scan = new WalletScan(rest, secret)) {
                    show(scan);
                }
            });
            Quarkus.waitForExit();
            show.interrupt();
        }
        return ExitCode.DONE;
    }

    private void show(WalletScan scan) {
        Set<Hash256> found = new HashSet<>();
        try {
            while (true) {
                AcceptedBlock block = blocks.take();
                System.out.printf(
                        Locale.ROOT,
                        "block %d  %s%n  commitment %s%n  reward %s%n",
                        block.height(),
                        block.hash().displayHex(),
                        block.commitment(),
                        Amount.text(block.value()));
                while (!found.remove(block.commitment())) {
                    scan.more().forEach(note -> found.add(note.note().commitment()));
                    if (!found.contains(block.commitment())) {
                        TimeUnit.MILLISECONDS.sleep(20);
                    }
                }
                System.out.println("  found by the wallet");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CannotException e) {
            if (!Thread.currentThread().isInterrupted()) {
                System.err.println("vanta: " + e.getMessage());
            }
        }
    }
}
