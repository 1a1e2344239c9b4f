package org.vanta.appliance.rest;

import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.vanta.appliance.share.Rates;
import org.vanta.appliance.share.ShareReject;
import org.vanta.appliance.share.WorkerShares;

/**
 * What several workers have done together.
 *
 * @param sessionBestDifficulty of the workers that are connected, 0 if none is
 * @param lastShareMillis of the last accepted share, milliseconds since 1970, 0 before the first
 * @param userAgents how many of the workers that are connected run each, the most frequent first, at most {@value #USER_AGENTS_MAX}
 */
record Sums(
        Rates hashRate,
        int connections,
        long accepted,
        Map<ShareReject, Long> rejected,
        long blocks,
        double bestDifficulty,
        double sessionBestDifficulty,
        long lastShareMillis,
        SequencedMap<String, Integer> userAgents) {
    /** Miners name their programs as they like, each another way perhaps. */
    static final int USER_AGENTS_MAX = 20;

    static Sums of(Collection<WorkerShares.Snapshot> workers) {
        Rates hashRate = Rates.NONE;
        int connections = 0;
        long accepted = 0;
        Map<ShareReject, Long> rejected = new EnumMap<>(ShareReject.class);
        long blocks = 0;
        double best = 0;
        double sessionBest = 0;
        long lastShare = 0;
        Map<String, Integer> agents = new TreeMap<>();
        for (WorkerShares.Snapshot worker : workers) {
            hashRate = hashRate.plus(worker.hashRate());
            connections += worker.connections();
            accepted += worker.accepted();
            worker.rejected().forEach((reason, count) -> rejected.merge(reason, count, Long::sum));
            blocks += worker.blocks();
            best = Math.max(best, worker.bestDifficulty());
            lastShare = Math.max(lastShare, worker.lastShareMillis());
            if (worker.connections() > 0) {
                sessionBest = Math.max(sessionBest, worker.sessionBestDifficulty());
                agents.merge(worker.userAgent(), 1, Integer::sum);
            }
        }
        return new Sums(
                hashRate, connections, accepted, rejected, blocks, best, sessionBest, lastShare, mostFrequent(agents));
    }

    private static SequencedMap<String, Integer> mostFrequent(Map<String, Integer> agents) {
        SequencedMap<String, Integer> most = new LinkedHashMap<>();
        agents.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .limit(USER_AGENTS_MAX)
                .forEach(entry -> most.put(entry.getKey(), entry.getValue()));
        return most;
    }
}
