package org.vanta.appliance.gossip.transport;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.gossip.core.TopicId;

/**
 * Measures a transport on loopback, both ends in this process: {@code TransportMeasure quic|tls [PEERS]}. First frames of 200 bytes from one
 * endpoint to another as fast as the queue takes them, then threads and memory for a number of idle peers.
 */
final class TransportMeasure {
    private static final int FRAME_BYTES = 200;
    private static final int WARM_UP = 20_000;
    private static final int FRAMES = 100_000;
    private static final TransportLimits UNPACED = new TransportLimits(128, 128, 3, 16, 200, 200, 1 << 30, 1 << 30);

    private TransportMeasure() {}

    public static void main(String[] args) throws Exception {
        Node.Maker maker = args[0].equals("quic") ? IrohQuicTransport::new : TlsTcpTransport::new;
        int peers = args.length > 1 ? Integer.parseInt(args[1]) : 15;
        throughput(maker, args[0]);
        idle(maker, args[0], peers);
        System.exit(0);
    }

    private static void throughput(Node.Maker maker, String name) throws Exception {
        EndpointKey key = EndpointKey.generate();
        try (Node from = new Node(maker);
                GossipTransport to = maker.make(key, Node.settings(UNPACED))) {
            Counter counter = new Counter();
            to.start(counter);
            from.transport.dial(key.id(), to.address());
            from.witness.await("connected");
            send(from, key.id(), counter, WARM_UP);
            for (int round = 0; round < 3; round++) {
                long cpu = cpuNanos();
                long start = System.nanoTime();
                send(from, key.id(), counter, FRAMES);
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf(
                        "%s: %d frames of %d B in %.2f s, %.0f frames/s, %.1f us of processor a frame (both ends)%n",
                        name, FRAMES, FRAME_BYTES, seconds, FRAMES / seconds, (cpuNanos() - cpu) / 1e3 / FRAMES);
            }
        }
    }

    private static void send(Node from, PeerId to, Counter counter, int frames) throws InterruptedException {
        byte[] frame = new byte[FRAME_BYTES];
        long wanted = counter.frames.sum() + frames;
        for (int i = 0; i < frames; ) {
            if (from.transport.send(to, Node.TOPIC, frame)) {
                i++;
            } else {
                Thread.sleep(0, 200_000);
            }
        }
        while (counter.frames.sum() < wanted) {
            Thread.sleep(1);
        }
    }

    private static void idle(Node.Maker maker, String name, int peers) throws Exception {
        try (Node hub = new Node(maker)) {
            System.gc();
            long threads = threads();
            long rss = rss();
            List<Node> others = new ArrayList<>();
            for (int i = 0; i < peers; i++) {
                others.add(new Node(maker));
            }
            System.gc();
            long listeningThreads = threads();
            long listeningRss = rss();
            for (Node other : others) {
                hub.connect(other);
            }
            System.gc();
            System.out.printf(
                    "%s: %d peers, %.1f threads and %.0f KiB a connection (both ends); an endpoint alone %.1f threads, %.0f KiB%n",
                    name,
                    peers,
                    (threads() - listeningThreads) / (double) peers,
                    (rss() - listeningRss) / 1024.0 / peers,
                    (listeningThreads - threads) / (double) peers,
                    (listeningRss - rss) / 1024.0 / peers);
            long cpu = cpuNanos();
            TimeUnit.SECONDS.sleep(20);
            System.out.printf("%s: idle, %.2f %% of a core (both ends)%n", name, (cpuNanos() - cpu) / 20e9 * 100);
        }
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static long rss() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) * 1024)
                .findFirst()
                .orElse(0);
    }

    private static final class Counter extends SilentListener {
        final LongAdder frames = new LongAdder();

        @Override
        public void received(PeerId peer, TopicId topic, byte[] frame) {
            frames.increment();
        }
    }
}
