package org.vanta.appliance.job;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;

/**
 * The jobs for which shares are still understood, and since when their block is no longer the tip. Written by the feed, read by all event
 * loops without a lock.
 */
public final class JobStore {
    /** A miner's pipeline holds work for seconds, a flaky link for minutes. */
    public static final long KEPT_MILLIS = 10 * 60 * 1000;

    /** Kept however old they are, so that a chain at rest does not forget the work in hand. */
    public static final int KEPT_AT_LEAST = 3;

    /** Kept however young they are. */
    public static final int KEPT_AT_MOST = 4096;

    private final Map<Long, Job> jobs = new ConcurrentHashMap<>();
    /** When a block was no longer the tip. */
    private final Map<Hash256, Long> replaced = new ConcurrentHashMap<>();

    private final Deque<Kept> byAge = new ArrayDeque<>();
    private final LongSupplier nanos;
    private volatile @Nullable Job newest;

    private record Kept(Job job, long since) {}

    public JobStore() {
        this(System::nanoTime);
    }

    /** @param nanos a clock that is never set, in nanoseconds */
    public JobStore(LongSupplier nanos) {
        this.nanos = nanos;
    }

    public synchronized void add(Job job) {
        Job last = newest;
        if (last != null && !last.previousHash().equals(job.previousHash())) {
            replaced.put(last.previousHash(), nanos.getAsLong());
        }
        replaced.remove(job.previousHash());
        jobs.put(job.tag(), job);
        byAge.addLast(new Kept(job, nanos.getAsLong()));
        newest = job;
        forgetOld();
    }

    /** Takes jobs of before a restart: their shares are understood, but none is work to hand out. */
    public synchronized void restore(List<Job> before) {
        for (Job job : before) {
            if (jobs.putIfAbsent(job.tag(), job) == null) {
                byAge.addLast(new Kept(job, nanos.getAsLong()));
            }
        }
    }

    /** The jobs on the block the newest one builds on, the oldest first; all if none was handed out yet. */
    public synchronized List<Job> onTip() {
        Job last = newest;
        return byAge.stream()
                .map(Kept::job)
                .filter(job -> last == null || last.previousHash().equals(job.previousHash()))
                .toList();
    }

    private void forgetOld() {
        long now = nanos.getAsLong();
        while (byAge.size() > KEPT_AT_MOST
                || (byAge.size() > KEPT_AT_LEAST && isOld(byAge.getFirst().since(), now))) {
            jobs.remove(byAge.removeFirst().job().tag());
        }
        replaced.values().removeIf(since -> isOld(since, now));
    }

    private static boolean isOld(long since, long now) {
        return now - since > TimeUnit.MILLISECONDS.toNanos(KEPT_MILLIS);
    }

    /** The highest tag of the jobs kept, unsigned; empty if there are none. */
    synchronized Optional<Long> highestTag() {
        return jobs.keySet().stream().max(Long::compareUnsigned);
    }

    /** The job of this tag, or null if there never was one or it is forgotten. */
    public @Nullable Job find(long tag) {
        return jobs.get(tag);
    }

    public @Nullable Job newest() {
        return newest;
    }

    /**
     * Whether {@code job} was still work on the active chain at most {@code graceMillis} ago.
     *
     * @param now by the clock of this store, in milliseconds
     */
    public boolean isTimely(Job job, long now, long graceMillis) {
        Job current = newest;
        if (current == null || current.previousHash().equals(job.previousHash())) {
            return true;
        }
        Long since = replaced.get(job.previousHash());
        return since != null && now - TimeUnit.NANOSECONDS.toMillis(since) <= graceMillis;
    }

    public int size() {
        return jobs.size();
    }
}
