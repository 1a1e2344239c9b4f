package org.vanta.appliance.gossip.core;

import java.util.List;
import java.util.Locale;

/** Simulates many swarms: {@code ./bench org.vanta.appliance.gossip.core.SwarmSimulationMeasure 200 1 1000} are peers, first seed, count. */
final class SwarmSimulationMeasure {
    private static final int MESSAGES = 40;

    private SwarmSimulationMeasure() {}

    public static void main(String[] arguments) {
        int peers = Integer.parseInt(arguments[0]);
        long first = Long.parseLong(arguments[1]);
        int count = Integer.parseInt(arguments[2]);
        long start = System.nanoTime();
        int failed = 0;
        for (long seed = first; seed < first + count; seed++) {
            List<String> faults = new SwarmSimulation(seed, peers, MESSAGES).run();
            if (!faults.isEmpty()) {
                failed++;
                faults.stream().limit(3).forEach(System.out::println);
            }
            if ((seed - first + 1) % Math.max(1, count / 10) == 0) {
                report(peers, seed - first + 1, failed, start);
            }
        }
        report(peers, count, failed, start);
        if (failed > 0) {
            System.exit(1);
        }
    }

    private static void report(int peers, long done, int failed, long start) {
        System.out.printf(
                Locale.ROOT,
                "%d swarms of %d peers in %.1f s, %d failed%n",
                done,
                peers,
                (System.nanoTime() - start) / 1e9,
                failed);
    }
}
