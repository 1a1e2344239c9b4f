package org.vanta.appliance.blackbox;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.vanta.appliance.node.Credentials;
import org.vanta.appliance.node.LocalBitcoind;

/**
 * Measures the packaged program beside a real node: process start to ready, resident memory with no, 100 and 10,000 miners, and new block to
 * {@code mining.notify} at one miner (long poll, then ZMQ), at 100 and at 10,000, each with a payout key of its own. The program is the jar or
 * what the system property {@code vanta.program} names. Run it with docs/BENCHMARKS.md's command from {@code src/}.
 */
final class ApplianceMeasures {
    private static final int STARTS = 5;
    private static final int BLOCKS = 50;
    private static final int WARM_UP = 20;
    private static final int FEW = 100;
    private static final int MANY = 10_000;
    private static final int MANY_BLOCKS = 20;
    private static final String OWNER_KEY = "11".repeat(32);

    private ApplianceMeasures() {}

    public static void main(String... args) throws Exception {
        try (LocalBitcoind node = LocalBitcoind.start()) {
            node.generate(1);
            starts(node);
            fanOut(node, false, 1);
            fanOut(node, true, 1, FEW, MANY);
        }
    }

    private static void starts(LocalBitcoind node) throws Exception {
        double[] millis = new double[STARTS];
        for (int i = 0; i < STARTS; i++) {
            Path data = Files.createTempDirectory("vanta-measure");
            long start = System.nanoTime();
            try (ServingAppliance appliance = ServingAppliance.start(data, OWNER_KEY, l1(node, true));
                    MinerFleet fleet = new MinerFleet(appliance.stratumPort())) {
                awaitReady(appliance);
                millis[i] = (System.nanoTime() - start) / 1e6;
                if (i == 0) {
                    Thread.sleep(2_000);
                    print("resident, no miner: %s", resident(appliance.program().pid()));
                }
                fleet.growTo(1);
            }
        }
        Arrays.sort(millis);
        print(
                "start to ready on an empty database: median %.0f ms, worst of %d %.0f ms",
                millis[STARTS / 2], STARTS, millis[STARTS - 1]);
    }

    private static void awaitReady(ServingAppliance appliance) throws IOException, InterruptedException {
        while (true) {
            HttpURLConnection ready = (HttpURLConnection)
                    appliance.url().resolve("/health/ready").toURL().openConnection();
            if (ready.getResponseCode() == HttpURLConnection.HTTP_OK) {
                return;
            }
            Thread.sleep(1);
        }
    }

    private static void fanOut(LocalBitcoind node, boolean zmq, int... fleets) throws Exception {
        Path data = Files.createTempDirectory("vanta-measure");
        try (ServingAppliance appliance = ServingAppliance.start(data, OWNER_KEY, l1(node, zmq));
                MinerFleet fleet = new MinerFleet(appliance.stratumPort());
                ExecutorService background = Executors.newSingleThreadExecutor()) {
            awaitReady(appliance);
            for (int miners : fleets) {
                fleet.growTo(miners);
                fanOut(node, zmq, fleet, background);
                print(
                        "  resident with %,d miners: %s",
                        miners, resident(appliance.program().pid()));
            }
        }
    }

    private static void fanOut(LocalBitcoind node, boolean zmq, MinerFleet fleet, ExecutorService background)
            throws Exception {
        int blocks = fleet.size() == MANY ? MANY_BLOCKS : BLOCKS;
        double[] first = new double[blocks];
        double[] last = new double[blocks];
        double[] generated = new double[blocks];
        for (int i = -WARM_UP; i < blocks; i++) {
            fleet.expectAll();
            long before = System.nanoTime();
            Callable<Long> generate = () -> {
                node.generate(1);
                return System.nanoTime();
            };
            Future<Long> call = background.submit(generate);
            long[] arrivals = fleet.awaitAll();
            if (i >= 0) {
                first[i] = (arrivals[0] - before) / 1e6;
                last[i] = (arrivals[arrivals.length - 1] - before) / 1e6;
                generated[i] = (call.get() - before) / 1e6;
            }
            call.get();
        }
        print(
                "%,d miners, %s: block to notify, from the generate call on (which takes %.1f ms), %d blocks: first miner median %.1f ms,"
                        + " last miner median %.1f ms, second worst %.1f ms, worst %.1f ms",
                fleet.size(),
                zmq ? "ZMQ" : "long poll",
                median(generated),
                blocks,
                median(first),
                median(last),
                last[blocks - 2],
                last[blocks - 1]);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static Map<String, String> l1(LocalBitcoind node, boolean zmq) {
        Map<String, String> l1 = new HashMap<>();
        l1.put("VANTA_NETWORK", "regtest");
        l1.put("VANTA_L1_URL", node.url().toString());
        l1.put(
                "VANTA_L1_COOKIE_FILE",
                ((Credentials.CookieFile) node.credentials()).path().toString());
        if (zmq) {
            node.zmq().ifPresent(address -> l1.put("VANTA_L1_ZMQ", address));
        }
        return l1;
    }

    private static String resident(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .findFirst()
                .orElse("?");
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
