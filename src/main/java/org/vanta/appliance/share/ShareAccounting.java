package org.vanta.appliance.share;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The shares of all workers, for monitoring. Names are the miners' choice, so {@value #WORKERS_MAX} are kept: of those that are away, the ones that
 * never had a share accepted make room for new ones, then those longest away; where there are none, further ones share one count. While more than
 * half of the names are connected and never had a share, none that had one is forgotten: names cost nothing. Thread-safe.
 */
@Singleton
public final class ShareAccounting {
    public static final int WORKERS_MAX = 10_000;

    /** Forgotten at once when there is no room, so that a new name seldom has to look for one to forget. */
    static final int FORGOTTEN_AT_ONCE = WORKERS_MAX / 16;

    /** When there were not so many to forget, looking again costs too much before this time: one name could come and go for ever. */
    static final long LOOK_AGAIN_MILLIS = 10_000;

    private final ConcurrentMap<WorkerName, WorkerShares> workers = new ConcurrentHashMap<>();
    private final WorkerShares overflow = new WorkerShares(0);
    private final ShareTally tally = new ShareTally();
    private final RefusedNames refusedNames = new RefusedNames();
    private long lookAgain;

    /** The counter of a worker that has come, to be kept by its connection and told when that is gone. */
    public WorkerShares connected(WorkerName name, String userAgent, long now) {
        return connected(name, userAgent, now, false);
    }

    /** As {@link #connected}, for a worker whose connection goes on with an earlier one's session: so does its best difficulty. */
    public WorkerShares resumed(WorkerName name, String userAgent, long now) {
        return connected(name, userAgent, now, true);
    }

    private WorkerShares connected(WorkerName name, String userAgent, long now, boolean resumed) {
        WorkerShares shares = workers.computeIfPresent(name, (_, known) -> counted(known, now, resumed));
        if (shares == null) {
            if (workers.size() >= WORKERS_MAX) {
                forgetSome(now);
            }
            shares = workers.size() < WORKERS_MAX
                    ? workers.compute(
                            name, (_, known) -> counted(known == null ? new WorkerShares(now) : known, now, resumed))
                    : counted(overflow, now, resumed);
        }
        if (!userAgent.isEmpty() && shares != overflow) {
            shares.userAgent(userAgent);
        }
        return shares;
    }

    private static WorkerShares counted(WorkerShares shares, long now, boolean resumed) {
        shares.connected(now, resumed);
        return shares;
    }

    private synchronized void forgetSome(long now) {
        long wait = lookAgain - now;
        boolean lookedJustNow = wait > 0 && wait <= LOOK_AGAIN_MILLIS;
        if (workers.size() < WORKERS_MAX || lookedJustNow) {
            return;
        }
        List<Away> first = forgettable().stream()
                .sorted(Comparator.comparing(Away::hadShares).thenComparingLong(Away::seen))
                .limit(FORGOTTEN_AT_ONCE)
                .toList();
        first.forEach(
                worker -> workers.computeIfPresent(worker.name(), (_, shares) -> shares.isConnected() ? shares : null));
        if (first.size() < FORGOTTEN_AT_ONCE) {
            lookAgain = now + LOOK_AGAIN_MILLIS;
        }
    }

    private record Away(WorkerName name, boolean hadShares, long seen) {}

    private List<Away> forgettable() {
        List<Away> away = new ArrayList<>();
        int idle = 0;
        for (Map.Entry<WorkerName, WorkerShares> entry : workers.entrySet()) {
            WorkerShares shares = entry.getValue();
            if (!shares.isConnected()) {
                away.add(new Away(entry.getKey(), shares.hadShares(), shares.lastSeenMillis()));
            } else if (!shares.hadShares()) {
                idle++;
            }
        }
        if (idle > WORKERS_MAX / 2) {
            away.removeIf(Away::hadShares);
        }
        return away;
    }

    /** Counts what a submit came to. @param worker null if its name was not authorized */
    public void count(@Nullable WorkerShares worker, ShareOutcome outcome, long now) {
        tally.count(outcome);
        if (worker != null) {
            worker.count(outcome, now);
        }
    }

    /** Counts a submit that was refused before it could be looked at as a share. */
    public void count(ShareReject reason) {
        tally.count(reason);
    }

    public ShareTally tally() {
        return tally;
    }

    /** Who came and is no worker. */
    public RefusedNames refusedNames() {
        return refusedNames;
    }

    /** All named workers' counts. */
    public Map<WorkerName, WorkerShares.Snapshot> snapshot(long now) {
        return workers.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().snapshot(now)));
    }

    /** The count of the workers beyond the bound. */
    public WorkerShares.Snapshot overflow(long now) {
        return overflow.snapshot(now);
    }

    Map<WorkerName, WorkerShares> workers() {
        return workers;
    }

    /** Takes what was known before the start. */
    void restore(Map<WorkerName, WorkerShares> known) {
        known.forEach((name, shares) -> {
            if (workers.size() < WORKERS_MAX) {
                workers.putIfAbsent(name, shares);
            }
        });
    }
}
