package org.vanta.appliance.gossip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.vanta.appliance.gossip.TestSidecar.Options;
import org.vanta.appliance.gossip.TestSidecar.Wire;
import org.vanta.appliance.note.EncryptedNote;

/**
 * Measures gossip on real sockets of this machine: 20 nodes and 1,000 notes, all at once and at a steady rate; the first neighbour after a
 * restart; many idle nodes. {@code GossipMeasures [QUIC|TLS [spread]]}.
 */
final class GossipMeasures {
    private static final int NODES = 20;
    private static final int NOTES = 1_000;
    private static final int[] PER_SECOND = {50, 100, 200};
    private static final int PEERS = 30;
    private static final int IDLE_SECONDS = 30;

    private GossipMeasures() {}

    public static void main(String... args) throws Exception {
        for (Wire wire : args.length == 0 ? Wire.values() : new Wire[] {Wire.valueOf(args[0])}) {
            spread(wire);
            if (args.length < 2) {
                warmStart(wire);
                peers(wire);
            }
        }
    }

    private static List<TestSidecar> swarm(Wire wire, int count) throws InterruptedException {
        List<TestSidecar> nodes = new ArrayList<>();
        nodes.add(new TestSidecar(Options.of(wire)));
        for (int i = 1; i < count; i++) {
            nodes.add(new TestSidecar(Options.of(wire).bootstrap(nodes.get((i - 1) / 2))));
        }
        for (TestSidecar each : nodes) {
            TestSidecar.await("two neighbours", () -> each.node.neighbours().size() >= 2);
        }
        return nodes;
    }

    private static void spread(Wire wire) throws InterruptedException {
        List<TestSidecar> nodes = swarm(wire, NODES);
        try {
            for (int round = 0; round < PER_SECOND.length; round++) {
                atOnce(wire, nodes, round);
                steadily(wire, nodes, PER_SECOND[round]);
            }
        } finally {
            nodes.parallelStream().forEach(TestSidecar::close);
        }
    }

    private static void atOnce(Wire wire, List<TestSidecar> nodes, int round) throws InterruptedException {
        List<EncryptedNote> notes = notes("at once " + round);
        long start = System.nanoTime();
        for (int i = 0; i < NOTES; i++) {
            nodes.get(i % NODES).publish(notes.get(i));
        }
        awaitAll(nodes, notes);
        print("%s: %d notes, published at once by %d nodes, at all after %.2f s", wire, NOTES, NODES, seconds(start));
        nodes.forEach(each -> each.inbox.clear());
    }

    private static void steadily(Wire wire, List<TestSidecar> nodes, int perSecond) throws InterruptedException {
        List<EncryptedNote> notes = notes("steadily " + perSecond);
        long cpu = OneNodeMeasure.cpuNanos();
        long start = System.nanoTime();
        long[] published = new long[NOTES];
        for (int i = 0; i < NOTES; i++) {
            long due = start + TimeUnit.SECONDS.toNanos(1) * i / perSecond;
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            published[i] = System.nanoTime();
            nodes.get(i % NODES).publish(notes.get(i));
        }
        awaitAll(nodes, notes);
        double busy = (double) (OneNodeMeasure.cpuNanos() - cpu) / (System.nanoTime() - start);
        double[] millis = new double[NOTES * (NODES - 1)];
        int count = 0;
        for (int i = 0; i < NOTES; i++) {
            for (int n = 0; n < NODES; n++) {
                if (n != i % NODES) {
                    millis[count++] = (nodes.get(n).inbox.get(notes.get(i)) - published[i]) / 1e6;
                }
            }
        }
        Arrays.sort(millis);
        print(
                "%s: %d notes at %d a second: median %.1f ms, 99th percentile %.1f ms, worst %.1f ms, %.2f cores busy",
                wire, NOTES, perSecond, millis[count / 2], millis[count * 99 / 100], millis[count - 1], busy);
        nodes.forEach(each -> each.inbox.clear());
    }

    private static List<EncryptedNote> notes(String name) {
        List<EncryptedNote> notes = new ArrayList<>();
        for (int i = 0; i < NOTES; i++) {
            notes.add(TestSidecar.note(name + " " + i));
        }
        return notes;
    }

    private static void awaitAll(List<TestSidecar> nodes, List<EncryptedNote> notes) throws InterruptedException {
        for (TestSidecar each : nodes) {
            TestSidecar.await("all notes", () -> each.inbox.size() == notes.size());
        }
    }

    private static void warmStart(Wire wire) throws InterruptedException {
        try (TestSidecar other = new TestSidecar(Options.of(wire))) {
            Options options = Options.of(wire);
            for (int i = 0; i < 3; i++) {
                long start = System.nanoTime();
                try (TestSidecar node = new TestSidecar(i == 0 ? options.bootstrap(other) : options)) {
                    node.node.awaitNeighbour(TestSidecar.PATIENCE);
                    print(
                            "%s: %s start to first neighbour %.0f ms",
                            wire, i == 0 ? "first" : "warm", seconds(start) * 1e3);
                }
            }
        }
    }

    /** One process for all, so that the figures are those of all nodes together. */
    private static void peers(Wire wire) throws Exception {
        long before = OneNodeMeasure.resident();
        List<TestSidecar> nodes = swarm(wire, PEERS + 1);
        try {
            TimeUnit.SECONDS.sleep(5);
            long after = OneNodeMeasure.resident();
            long cpu = OneNodeMeasure.cpuNanos();
            long start = System.nanoTime();
            TimeUnit.SECONDS.sleep(IDLE_SECONDS);
            double share = (double) (OneNodeMeasure.cpuNanos() - cpu) / (System.nanoTime() - start) / nodes.size();
            print(
                    "%s: %d idle nodes in a process: %.1f MB resident and %.2f %% of a core each",
                    wire, nodes.size(), (after - before) / 1024.0 / nodes.size(), share * 100);
        } finally {
            nodes.parallelStream().forEach(TestSidecar::close);
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
