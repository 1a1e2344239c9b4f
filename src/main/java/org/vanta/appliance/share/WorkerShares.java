package org.vanta.appliance.share;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.ByteWriter;

/** The shares of one worker, over restarts. Thread-safe: a worker may have several connections. */
public final class WorkerShares {
    private static final int REASON_BYTES_MAX = 64;
    private static final int USER_AGENT_BYTES_MAX = 256;

    private final HashRate hashRate;
    private final long sinceMillis;
    private String userAgent = "";
    private int connections;
    private long sessionMillis;
    private long accepted;
    private long blocks;
    private double bestDifficulty;
    private double sessionBestDifficulty;
    private long lastShareMillis;
    /** Null until the first, as with most workers it stays. */
    private @Nullable Map<ShareReject, Long> rejected;

    WorkerShares(long now) {
        this(now, new HashRate(now));
    }

    private WorkerShares(long sinceMillis, HashRate hashRate) {
        this.sinceMillis = sinceMillis;
        this.hashRate = hashRate;
    }

    /** A connection of the worker begins; with its first the session does, unless that goes on. */
    synchronized void connected(long now, boolean resumed) {
        if (connections++ == 0 && !(resumed && sessionMillis > 0)) {
            sessionMillis = now;
            sessionBestDifficulty = 0;
        }
    }

    /** A connection counted before is gone. */
    public synchronized void disconnected() {
        connections--;
    }

    synchronized boolean isConnected() {
        return connections > 0;
    }

    /** Whether it ever had a share accepted. */
    synchronized boolean hadShares() {
        return accepted > 0;
    }

    /** What the worker's program calls itself. */
    public synchronized void userAgent(String agent) {
        userAgent = agent;
    }

    synchronized void count(ShareOutcome outcome, long now) {
        if (outcome.winningShare().isPresent()) {
            blocks++;
        }
        switch (outcome) {
            case ShareOutcome.Accepted(double credit, double difficulty) -> countAccepted(credit, difficulty, now);
            case ShareOutcome.BlockFound(WinningShare _, double credit, double difficulty) ->
                countAccepted(credit, difficulty, now);
            case ShareOutcome.Rejected(ShareReject reason, var _) -> countRejected(reason, 1);
        }
    }

    private void countRejected(ShareReject reason, long count) {
        if (rejected == null) {
            rejected = new EnumMap<>(ShareReject.class);
        }
        rejected.merge(reason, count, Long::sum);
    }

    private Map<ShareReject, Long> rejected() {
        return rejected == null ? Map.of() : rejected;
    }

    private void countAccepted(double credit, double difficulty, long now) {
        accepted++;
        hashRate.add(credit, now);
        bestDifficulty = Math.max(bestDifficulty, difficulty);
        sessionBestDifficulty = Math.max(sessionBestDifficulty, difficulty);
        lastShareMillis = now;
    }

    synchronized long lastSeenMillis() {
        return Math.max(sinceMillis, Math.max(sessionMillis, lastShareMillis));
    }

    /** @param now the moment the hash rates are for */
    public synchronized Snapshot snapshot(long now) {
        return new Snapshot(
                accepted,
                Map.copyOf(rejected()),
                blocks,
                hashRate.rates(now),
                bestDifficulty,
                sessionBestDifficulty,
                lastShareMillis,
                sessionMillis,
                connections,
                userAgent);
    }

    synchronized void write(ByteWriter out, long now) {
        out.i64(sinceMillis).lengthPrefixed(userAgent.getBytes(StandardCharsets.UTF_8));
        out.i64(accepted).i64(blocks).compactSize(rejected().size());
        rejected()
                .forEach((reason, count) -> out.lengthPrefixed(reason.name().getBytes(StandardCharsets.US_ASCII))
                        .i64(count));
        out.i64(Double.doubleToLongBits(bestDifficulty)).i64(lastShareMillis);
        hashRate.write(out, now);
        out.i64(sessionMillis).i64(Double.doubleToLongBits(sessionBestDifficulty));
    }

    /** @param withSession whether it was written with its session, as {@link #write} does */
    static WorkerShares read(ByteReader in, boolean withSession) {
        long since = in.i64();
        String agent = new String(in.lengthPrefixed(USER_AGENT_BYTES_MAX), StandardCharsets.UTF_8);
        long accepted = in.i64();
        long blocks = in.i64();
        Map<String, Long> rejected = new HashMap<>();
        for (int left = in.compactSize(ShareReject.values().length); left > 0; left--) {
            rejected.put(new String(in.lengthPrefixed(REASON_BYTES_MAX), StandardCharsets.US_ASCII), in.i64());
        }
        double best = Double.longBitsToDouble(in.i64());
        long last = in.i64();
        WorkerShares shares = new WorkerShares(since, HashRate.read(in));
        shares.userAgent = agent;
        shares.accepted = accepted;
        shares.blocks = blocks;
        shares.bestDifficulty = best;
        shares.lastShareMillis = last;
        if (withSession) {
            shares.sessionMillis = in.i64();
            shares.sessionBestDifficulty = Double.longBitsToDouble(in.i64());
        }
        for (ShareReject reason : ShareReject.values()) {
            Long count = rejected.get(reason.name());
            if (count != null) {
                shares.countRejected(reason, count);
            }
        }
        return shares;
    }

    /**
     * The counts at one moment.
     *
     * @param blocks hashes that met the network's target, each once, whether or not the chain took them
     * @param bestDifficulty the highest an accepted share's hash reached, ever; {@code sessionBestDifficulty} since {@code sessionMillis}
     * @param lastShareMillis of the last accepted share, milliseconds since 1970, 0 before the first
     * @param sessionMillis when the worker last came while it had no connection, milliseconds since 1970, 0 if that is not known
     * @param connections open now
     * @param userAgent empty if it named none
     */
    public record Snapshot(
            long accepted,
            Map<ShareReject, Long> rejected,
            long blocks,
            Rates hashRate,
            double bestDifficulty,
            double sessionBestDifficulty,
            long lastShareMillis,
            long sessionMillis,
            int connections,
            String userAgent) {
        /** All refused shares, whatever the reason. */
        public long rejectedShares() {
            return rejected.values().stream().mapToLong(Long::longValue).sum();
        }
    }
}
