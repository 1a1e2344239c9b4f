package org.vanta.appliance.share;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;

/** The shares of all workers. Names are the miners' choice, so from {@value #WORKERS_MAX} on, new ones share one count. Thread-safe. */
public final class ShareAccounting {
    public static final int WORKERS_MAX = 10_000;

    private final ConcurrentMap<WorkerName, WorkerShares> workers = new ConcurrentHashMap<>();
    private final WorkerShares overflow = new WorkerShares();

    /** The counter of a worker, to be kept by its connection. */
    public WorkerShares of(WorkerName name) {
        WorkerShares known = workers.get(name);
        if (known != null) {
            return known;
        }
        return workers.size() < WORKERS_MAX ? workers.computeIfAbsent(name, _ -> new WorkerShares()) : overflow;
    }

    /** All named workers' counts. */
    public Map<WorkerName, WorkerShares.Snapshot> snapshot() {
        return workers.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().snapshot()));
    }

    /** The count of the workers that came after the bound. */
    public WorkerShares.Snapshot overflow() {
        return overflow.snapshot();
    }
}
