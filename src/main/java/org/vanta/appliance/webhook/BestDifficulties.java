package org.vanta.appliance.webhook;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.WorkerName;
import org.vanta.appliance.share.WorkerShares;

/**
 * Finds workers whose best difficulty ever was exceeded. Few messages come of it: small ones are passed over, and after a message it is silent for
 * {@link #PAUSE}, then tells of the best of each worker since. Remembers no more workers than share does.
 */
final class BestDifficulties implements Watch {
    static final Duration PAUSE = Duration.ofMinutes(10);

    private final ShareAccounting shares;
    private final double least;
    private @Nullable Map<WorkerName, Double> known;
    private long silentSince;
    private boolean silent;

    /** @param least what a worker's difficulty must reach to be told of */
    BestDifficulties(ShareAccounting shares, double least) {
        this.shares = shares;
        this.least = least;
    }

    @Override
    public Optional<Alert> look(long now) {
        // The distance, as the clock of a machine without a battery may be set back.
        if (silent && Math.abs(now - silentSince) < PAUSE.toMillis()) {
            return Optional.empty();
        }
        Map<WorkerName, WorkerShares.Snapshot> workers = shares.snapshot(now);
        Map<WorkerName, Double> before = known;
        known = workers.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().bestDifficulty()));
        List<Alert.NewBests.Best> news = before == null ? List.of() : exceeded(known, before);
        silent = !news.isEmpty();
        silentSince = now;
        return news.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Alert.NewBests(news.stream().limit(Alert.NAMED_MAX).toList(), news.size()));
    }

    /** The highest first. */
    private List<Alert.NewBests.Best> exceeded(Map<WorkerName, Double> bests, Map<WorkerName, Double> before) {
        return bests.entrySet().stream()
                .map(entry -> new Alert.NewBests.Best(
                        entry.getKey(), entry.getValue(), before.getOrDefault(entry.getKey(), 0.0)))
                .filter(best -> best.difficulty() >= least && best.difficulty() > best.before())
                .sorted(Comparator.comparingDouble(Alert.NewBests.Best::difficulty)
                        .reversed())
                .toList();
    }
}
