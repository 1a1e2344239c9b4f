package org.vanta.appliance.stratum;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.WorkerName;
import org.vanta.appliance.share.WorkerShares;

/** Meters of single workers, for who asks for them: each name makes time series of its own. The {@value #WORKERS_MAX} fastest. */
public final class WorkerMeters {
    static final int WORKERS_MAX = 1_000;

    private final ShareAccounting accounting;
    private final MultiGauge hashRate;
    private final MultiGauge accepted;
    private final MultiGauge rejected;
    private final MultiGauge best;

    public WorkerMeters(MeterRegistry registry, ShareAccounting accounting) {
        this.accounting = accounting;
        hashRate = gauges(registry, "vanta.worker.hashrate", "Hashes per second over five minutes");
        accepted = gauges(registry, "vanta.worker.shares.accepted", "Accepted shares");
        rejected = gauges(registry, "vanta.worker.shares.rejected", "Refused shares");
        best = gauges(registry, "vanta.worker.best.difficulty", "Highest difficulty ever reached");
    }

    private static MultiGauge gauges(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    /** Brings the meters up to date; to be called now and then, not on an event loop. */
    public void refresh(long now) {
        List<Map.Entry<WorkerName, WorkerShares.Snapshot>> fastest = accounting.snapshot(now).entrySet().stream()
                .sorted(Comparator.comparingDouble(
                        entry -> -entry.getValue().hashRate().minutes5()))
                .limit(WORKERS_MAX)
                .toList();
        hashRate.register(rows(fastest, shares -> shares.hashRate().minutes5()), true);
        accepted.register(rows(fastest, WorkerShares.Snapshot::accepted), true);
        rejected.register(rows(fastest, WorkerShares.Snapshot::rejectedShares), true);
        best.register(rows(fastest, WorkerShares.Snapshot::bestDifficulty), true);
    }

    private static List<MultiGauge.Row<?>> rows(
            List<Map.Entry<WorkerName, WorkerShares.Snapshot>> workers, ToDoubleFunction<WorkerShares.Snapshot> value) {
        return workers.stream()
                .<MultiGauge.Row<?>>map(entry -> MultiGauge.Row.of(
                        Tags.of(
                                "key",
                                entry.getKey().owner().hex(),
                                "worker",
                                entry.getKey().worker()),
                        value.applyAsDouble(entry.getValue())))
                .toList();
    }
}
