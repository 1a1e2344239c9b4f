package org.vanta.appliance.share;

import java.util.EnumMap;
import java.util.Map;

/** The shares of one worker, counted since the start. Thread-safe: a worker may have several connections. */
public final class WorkerShares {
    private final Map<ShareReject, Long> rejected = new EnumMap<>(ShareReject.class);
    private long accepted;
    private long blocks;
    private double bestDifficulty;
    private long lastShareMillis;

    WorkerShares() {}

    public synchronized void count(ShareOutcome outcome, long now) {
        if (outcome.winningShare().isPresent()) {
            blocks++;
        }
        switch (outcome) {
            case ShareOutcome.Accepted(double _, double difficulty) -> countAccepted(difficulty, now);
            case ShareOutcome.BlockFound(WinningShare _, double _, double difficulty) -> countAccepted(difficulty, now);
            case ShareOutcome.Rejected(ShareReject reason, var _) -> rejected.merge(reason, 1L, Long::sum);
        }
    }

    private void countAccepted(double difficulty, long now) {
        accepted++;
        bestDifficulty = Math.max(bestDifficulty, difficulty);
        lastShareMillis = now;
    }

    public synchronized Snapshot snapshot() {
        return new Snapshot(accepted, Map.copyOf(rejected), blocks, bestDifficulty, lastShareMillis);
    }

    /**
     * The counts at one moment.
     *
     * @param blocks hashes that met the network's target, whether or not the chain took them
     * @param bestDifficulty the highest an accepted share's hash reached
     * @param lastShareMillis of the last accepted share, milliseconds since 1970, 0 before the first
     */
    public record Snapshot(
            long accepted, Map<ShareReject, Long> rejected, long blocks, double bestDifficulty, long lastShareMillis) {}
}
