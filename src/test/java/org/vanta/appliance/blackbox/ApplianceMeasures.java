package org.vanta.appliance.blackbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vanta.appliance.node.Credentials;
import org.vanta.appliance.node.LocalBitcoind;

/**
 * Measures the packaged program beside a real node: new block to {@code mining.notify} at a connected miner (long poll, then ZMQ), process
 * start to first job, resident memory with 100 miners. Run it with docs/BENCHMARKS.md's command from {@code src/}.
 */
final class ApplianceMeasures {
    private static final int BLOCKS = 50;
    private static final int WARM_UP = 20;
    private static final int MINERS = 100;
    private static final String OWNER_KEY = "11".repeat(32);

    private ApplianceMeasures() {}

    public static void main(String... args) throws Exception {
        try (LocalBitcoind node = LocalBitcoind.start()) {
            node.generate(1);
            measure(node, false);
            measure(node, true);
        }
    }

    private static void measure(LocalBitcoind node, boolean zmq) throws Exception {
        Path data = Files.createTempDirectory("vanta-measure");
        long start = System.nanoTime();
        try (ServingAppliance appliance = ServingAppliance.start(data, OWNER_KEY, l1(node, zmq));
                Miner miner = new Miner(appliance.stratumPort())) {
            miner.awaitNotify();
            print("%s: start to first job %.2f s", zmq ? "ZMQ" : "long poll", (System.nanoTime() - start) / 1e9);
            double[] millis = new double[BLOCKS];
            for (int i = -WARM_UP; i < BLOCKS; i++) {
                miner.drain();
                long before = System.nanoTime();
                node.generate(1);
                long generated = System.nanoTime();
                long notified = miner.awaitCleanNotify();
                if (i >= 0) {
                    millis[i] = (notified - before) / 1e6;
                }
                if (i == 0) {
                    print("  (the generate call itself takes %.1f ms of this)", (generated - before) / 1e6);
                }
            }
            Arrays.sort(millis);
            print(
                    "  generate call sent to clean notify, %d blocks: median %.1f ms, second worst %.1f ms, worst %.1f ms",
                    BLOCKS, millis[BLOCKS / 2], millis[BLOCKS - 2], millis[BLOCKS - 1]);
            List<Miner> more = new ArrayList<>();
            for (int i = 1; i < MINERS; i++) {
                more.add(new Miner(appliance.stratumPort()));
            }
            for (Miner other : more) {
                other.awaitNotify();
            }
            print(
                    "  resident with %d miners: %s",
                    MINERS, resident(appliance.program().pid()));
            for (Miner other : more) {
                other.close();
            }
        }
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

    /** A connected miner that only listens. */
    private static final class Miner implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Miner(int port) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setTcpNoDelay(true);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            socket.getOutputStream()
                    .write(("{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"measure\"]}\n"
                                    + "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + OWNER_KEY
                                    + ".m\",\"x\"]}\n")
                            .getBytes(StandardCharsets.UTF_8));
        }

        void awaitNotify() throws IOException {
            while (!in.readLine().contains("\"mining.notify\",\"params\"")) {}
        }

        long awaitCleanNotify() throws IOException {
            String line = in.readLine();
            while (!line.contains("mining.notify") || !line.contains(",true]")) {
                line = in.readLine();
            }
            return System.nanoTime();
        }

        void drain() throws IOException {
            while (in.ready()) {
                in.readLine();
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
