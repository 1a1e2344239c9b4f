package org.vanta.appliance.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.WorkerName;
import org.vanta.appliance.share.WorkerShares;

/** Finds miners that had shares and have none any more; each is told of once until it has one again. */
final class SilentMiners implements Watch {
    private final ShareAccounting shares;
    private final long silentMillis;
    private final Set<WorkerName> told = new HashSet<>();
    private boolean looked;

    SilentMiners(ShareAccounting shares, Duration silentAfter) {
        this.shares = shares;
        this.silentMillis = silentAfter.toMillis();
    }

    @Override
    public Optional<Alert> look(long now) {
        Map<WorkerName, WorkerShares.Snapshot> workers = shares.snapshot(now);
        List<Map.Entry<WorkerName, WorkerShares.Snapshot>> silent = workers.entrySet().stream()
                .filter(entry -> entry.getValue().lastShareMillis() > 0
                        && now - entry.getValue().lastShareMillis() >= silentMillis)
                .toList();
        told.retainAll(silent.stream().map(Map.Entry::getKey).toList());
        List<Map.Entry<WorkerName, WorkerShares.Snapshot>> news = silent.stream()
                .filter(entry -> told.add(entry.getKey()))
                .sorted(Comparator.comparingLong(entry -> entry.getValue().lastShareMillis()))
                .toList();
        boolean first = !looked;
        looked = true;
        return first || news.isEmpty()
                ? Optional.empty()
                : Optional.of(new Alert.MinersSilent(
                        news.stream()
                                .limit(Alert.NAMED_MAX)
                                .map(Map.Entry::getKey)
                                .toList(),
                        news.size(),
                        Instant.ofEpochMilli(news.getFirst().getValue().lastShareMillis())));
    }
}
