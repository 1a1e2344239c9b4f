package org.vanta.appliance.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.WorkerName;

/**
 * Finds miners that had shares and have none any more; each is told of once until it has one again. The silence is told by a clock that is never
 * set: when a board that starts without the time learns it, no miner has been silent for the hours in between.
 */
final class SilentMiners implements Watch {
    private final ShareAccounting shares;
    private final long silentNanos;
    private final LongSupplier nanos;
    private final Set<WorkerName> told = new HashSet<>();
    private Map<WorkerName, LastShare> known = Map.of();
    private boolean looked;
    private long lookedAt;

    /**
     * @param millis by the time of day, as the accounting has it
     * @param at by the clock that is never set
     */
    private record LastShare(long millis, long at) {}

    /** @param nanos a clock that is never set, in nanoseconds */
    SilentMiners(ShareAccounting shares, Duration silentAfter, LongSupplier nanos) {
        this.shares = shares;
        this.silentNanos = silentAfter.toNanos();
        this.nanos = nanos;
    }

    @Override
    public Optional<Alert> look(long now) {
        long at = nanos.getAsLong();
        // A share that is new can't be older than the last look; how old one of before the start is, only the time of
        // day tells.
        long oldest = looked ? at - lookedAt : Long.MAX_VALUE;
        known = shares.snapshot(now).entrySet().stream()
                .filter(entry -> entry.getValue().lastShareMillis() > 0)
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        entry -> lastShare(entry.getKey(), entry.getValue().lastShareMillis(), now, at, oldest)));
        List<Map.Entry<WorkerName, LastShare>> silent = known.entrySet().stream()
                .filter(entry -> at - entry.getValue().at() >= silentNanos)
                .toList();
        told.retainAll(silent.stream().map(Map.Entry::getKey).toList());
        List<Map.Entry<WorkerName, LastShare>> news = silent.stream()
                .filter(entry -> told.add(entry.getKey()))
                .sorted(Comparator.comparingLong(entry -> entry.getValue().at() - at))
                .toList();
        boolean first = !looked;
        looked = true;
        lookedAt = at;
        return first || news.isEmpty()
                ? Optional.empty()
                : Optional.of(new Alert.MinersSilent(
                        news.stream()
                                .limit(Alert.NAMED_MAX)
                                .map(Map.Entry::getKey)
                                .toList(),
                        news.size(),
                        Instant.ofEpochMilli(now)
                                .minusNanos(at - news.getFirst().getValue().at())));
    }

    private LastShare lastShare(WorkerName name, long millis, long now, long at, long oldest) {
        LastShare before = known.get(name);
        if (before != null && before.millis() == millis) {
            return before;
        }
        long age = Math.clamp(TimeUnit.MILLISECONDS.toNanos(now - millis), 0, oldest);
        return new LastShare(millis, at - age);
    }
}
