package org.vanta.appliance.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The measures themselves, each over connections of its own. */
public final class Load {
    private static final int CONNECTIONS = 50;
    private static final int WINDOW = 20;
    private static final int PACED_WINDOW = 4_000;
    private static final int WARM_UP_BLOCKS = 30;
    private static final int BLOCKS = 20;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final long SETTLE_MILLIS = 200;
    private static final int CHURN_WARM_UP_MIN = 5;
    private static final int CHURN_WARM_UP_MAX = 120;
    private static final int CHURN_LOOKS = 6;
    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    /** Nonces of a connection for a second of warm-up and one of measuring: 400,000 submits a second of them all. */
    private static final int NONCES = 16_000;

    private final InetSocketAddress target;
    private final Swarm.Names names;
    private final @Nullable ServerProcess server;

    /** @param server null if only what the wire shows is to be measured */
    public Load(InetSocketAddress target, Swarm.Names names, @Nullable ServerProcess server) {
        this.target = target;
        this.names = names;
        this.server = server;
    }

    private static Figure millis(String what, double value) {
        return new Figure(what, value, "ms");
    }

    /** From the call that makes a block to the job on it at each miner. */
    public List<Figure> fanOut(int miners, Callable<?> makeBlock) throws Exception {
        Latencies all = new Latencies();
        double[] first = new double[BLOCKS];
        double[] last = new double[BLOCKS];
        double spent = 0;
        try (Swarm swarm = new Swarm(target, names);
                ExecutorService background = Executors.newSingleThreadExecutor()) {
            swarm.growTo(miners);
            for (int i = -WARM_UP_BLOCKS; i < BLOCKS; i++) {
                pause(swarm, SETTLE_MILLIS);
                swarm.expectBlock(i < 0 ? new Latencies() : all);
                double before = processorSeconds();
                Future<?> made = background.submit(makeBlock);
                double took = swarm.awaitBlock();
                made.get();
                if (i >= 0) {
                    first[i] = swarm.firstAtNewBlock();
                    last[i] = took;
                    spent += processorSeconds() - before;
                }
            }
        }
        Arrays.sort(first);
        Arrays.sort(last);
        String load = String.format(Locale.ROOT, "%,d miners, new block to job, ", miners);
        return List.of(
                millis(load + "first, median of " + BLOCKS, first[BLOCKS / 2]),
                millis(load + "p50", all.millis(0.5)),
                millis(load + "p99", all.millis(0.99)),
                millis(load + "last, median of " + BLOCKS, last[BLOCKS / 2]),
                millis(load + "last, worst", last[BLOCKS - 1]),
                new Figure("the same, server's processor time", spent * MILLIS_PER_SECOND / BLOCKS, "ms a block"));
    }

    private static void pause(Swarm swarm, long millis) throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end) {
            swarm.poll(1 + millis / 10);
        }
    }

    /** As many submits as the server answers. */
    public List<Figure> flood(int seconds) throws IOException {
        try (Swarm swarm = ready(NONCES * seconds, WINDOW)) {
            flood(swarm, seconds);
            Latencies times = new Latencies();
            swarm.measureAnswers(times);
            double processor = processorSeconds();
            double took = flood(swarm, seconds);
            String load = CONNECTIONS + " connections, window " + WINDOW + ", submits answered";
            List<Figure> figures = new ArrayList<>(standing(swarm, load));
            figures.addFirst(new Figure(load, (swarm.accepted() + swarm.refused()) / took, "per second"));
            figures.add(millis("the same, answer p99", times.millis(0.99)));
            addProcessor(figures, processor, took);
            return figures;
        }
    }

    private double flood(Swarm swarm, int seconds) throws IOException {
        long start = System.nanoTime();
        long end = start + seconds * NANOS_PER_SECOND;
        while (System.nanoTime() < end) {
            for (LoadMiner miner : swarm.miners()) {
                miner.submit(WINDOW);
            }
            swarm.poll(1);
        }
        return (System.nanoTime() - start) / (double) NANOS_PER_SECOND;
    }

    private Swarm ready(int nonces, int window) throws IOException {
        Swarm swarm = new Swarm(target, names);
        swarm.growTo(CONNECTIONS);
        for (LoadMiner miner : swarm.miners()) {
            miner.prepare(nonces, window);
        }
        return swarm;
    }

    private static List<Figure> standing(Swarm swarm, String load) {
        double all = Math.max(1, swarm.accepted() + swarm.refused());
        String refusal = swarm.refusal();
        return List.of(new Figure(
                load + ", accepted" + (refusal == null ? "" : " (first refusal: " + refusal.strip() + ")"),
                100 * swarm.accepted() / all,
                "%"));
    }

    private double processorSeconds() throws IOException {
        return server == null ? Double.NaN : server.processorSeconds();
    }

    private void addProcessor(List<Figure> figures, double before, double took) throws IOException {
        if (server != null) {
            figures.add(new Figure(
                    "the same, server's processor time", 100 * (processorSeconds() - before) / took, "% of a core"));
        }
    }

    /** Submits at a steady rate, in portions of a millisecond; an answer's time runs from the writing of its submit. */
    public List<Figure> paced(int perSecond, int seconds) throws IOException {
        try (Swarm swarm = ready(
                (int) Math.min(Integer.MAX_VALUE, 2L * perSecond * seconds / CONNECTIONS + PACED_WINDOW),
                PACED_WINDOW)) {
            paced(swarm, perSecond, Math.max(2, seconds / 2));
            Latencies times = new Latencies();
            swarm.measureAnswers(times);
            double processor = processorSeconds();
            double took = paced(swarm, perSecond, seconds);
            String load = String.format(Locale.ROOT, "%,d submits a second, answer ", perSecond);
            List<Figure> figures = new ArrayList<>();
            figures.add(millis(load + "p50", times.millis(0.5)));
            figures.add(millis(load + "p99", times.millis(0.99)));
            figures.add(millis(load + "slowest", times.millis(1)));
            figures.add(new Figure("the same, answered", times.size() / took, "per second"));
            addProcessor(figures, processor, took);
            return figures;
        }
    }

    static double paced(Swarm swarm, int perSecond, int seconds) throws IOException {
        long start = System.nanoTime();
        long sent = 0;
        int next = 0;
        double elapsed = 0;
        while (elapsed < seconds) {
            long due = (long) (elapsed * perSecond);
            for (; sent < due; sent++) {
                next = (next + 1) % swarm.miners().size();
                swarm.miners().get(next).submit(1);
            }
            swarm.poll(1);
            elapsed = (System.nanoTime() - start) / (double) NANOS_PER_SECOND;
        }
        return elapsed;
    }

    /** Resident memory before and after so many miners have come and had work for a while. */
    public List<Figure> idle(int miners, int seconds) throws IOException {
        if (server == null) {
            return List.of();
        }
        try (Swarm swarm = new Swarm(target, names)) {
            swarm.growTo(1);
            pause(swarm, TimeUnit.SECONDS.toMillis(2));
            long before = server.residentKilobytes();
            swarm.growTo(miners);
            pause(swarm, TimeUnit.SECONDS.toMillis(seconds));
            long after = server.residentKilobytes();
            return List.of(
                    new Figure("resident with one miner", before / 1024.0, "MB"),
                    new Figure(
                            String.format(Locale.ROOT, "resident with %,d idle miners", miners), after / 1024.0, "MB"),
                    new Figure("each of them", (after - before) / (double) (miners - 1), "kB"));
        }
    }

    private static Figure resident(ServerProcess server, String what) throws IOException {
        return new Figure(what, server.residentKilobytes() / 1024.0, "MB");
    }

    /**
     * Miners that come, get work and go, so many each second.
     *
     * @param seen told of the memory six times meanwhile
     */
    public List<Figure> churn(int perSecond, int seconds, Consumer<Figure> seen) throws IOException {
        if (server == null) {
            return List.of();
        }
        try (Swarm swarm = new Swarm(target, names)) {
            churn(swarm, perSecond, Math.clamp(seconds / 3, CHURN_WARM_UP_MIN, CHURN_WARM_UP_MAX));
            String load = String.format(Locale.ROOT, "%,d connects a second, ", perSecond);
            seen.accept(resident(server, load + "resident at first"));
            int files = server.openFiles();
            double processor = processorSeconds();
            double took = 0;
            for (int part = 1; part <= CHURN_LOOKS; part++) {
                took += churn(swarm, perSecond, part * seconds / CHURN_LOOKS - (part - 1) * seconds / CHURN_LOOKS);
                seen.accept(resident(server, String.format(Locale.ROOT, "%sresident after %.0f s", load, took)));
            }
            List<Figure> figures = new ArrayList<>();
            figures.add(new Figure(load + "open files more", server.openFiles() - files, ""));
            addProcessor(figures, processor, took);
            return figures;
        }
    }

    private static double churn(Swarm swarm, int perSecond, int seconds) throws IOException {
        long start = System.nanoTime();
        int part = Math.max(1, perSecond / 10);
        for (int i = 0; i < seconds * 10; i++) {
            swarm.growTo(part);
            swarm.closeFirst(part);
            pause(swarm, Math.max(0, (start - System.nanoTime()) / 1_000_000 + (i + 1) * 100L));
        }
        return (System.nanoTime() - start) / (double) NANOS_PER_SECOND;
    }

    /** What a fleet costs that mines at the usual pace. */
    public List<Figure> fleet(int miners, int sharesPerMinute, int seconds) throws IOException {
        if (server == null) {
            return List.of();
        }
        try (Swarm swarm = new Swarm(target, names)) {
            swarm.growTo(miners);
            int nonces = Math.max(2, 2 + 2 * seconds * sharesPerMinute / 60 + 2);
            for (LoadMiner miner : swarm.miners()) {
                miner.prepare(nonces, nonces);
            }
            int perSecond = miners * sharesPerMinute / 60;
            paced(swarm, perSecond, seconds / 3);
            swarm.measureAnswers(new Latencies());
            double processor = processorSeconds();
            double took = paced(swarm, perSecond, seconds);
            String load = String.format(Locale.ROOT, "%,d miners at %d shares a minute, ", miners, sharesPerMinute);
            return List.of(
                    new Figure(load + "answered", (swarm.accepted() + swarm.refused()) / took, "per second"),
                    new Figure(
                            load + "server's processor time",
                            100 * (processorSeconds() - processor) / took,
                            "% of a core"));
        }
    }

    /** Answers to so many submits a second of honest miners while something else happens. */
    public List<Figure> underAttack(String what, int perSecond, int seconds) throws IOException {
        try (Swarm swarm = ready(2 * perSecond * seconds / CONNECTIONS + PACED_WINDOW, PACED_WINDOW)) {
            paced(swarm, perSecond, Math.max(2, seconds / 2));
            Latencies times = new Latencies();
            swarm.measureAnswers(times);
            double took = paced(swarm, perSecond, seconds);
            return List.of(
                    millis(what + ": honest miners' answer p50", times.millis(0.5)),
                    millis(what + ": honest miners' answer p99", times.millis(0.99)),
                    new Figure(what + ": answered", times.size() / took, "per second"));
        }
    }
}
