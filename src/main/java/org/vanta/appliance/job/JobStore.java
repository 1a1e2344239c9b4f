package org.vanta.appliance.job;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Map<Hash256, Long> replacedMillis = new ConcurrentHashMap<>();
    private final Deque<Job> byAge = new ArrayDeque<>();
    private volatile @Nullable Job newest;

    public synchronized void add(Job job) {
        Job last = newest;
        if (last != null && !last.previousHash().equals(job.previousHash())) {
            replacedMillis.put(last.previousHash(), job.createdMillis());
        }
        replacedMillis.remove(job.previousHash());
        jobs.put(job.tag(), job);
        byAge.addLast(job);
        newest = job;
        forgetOld(job.createdMillis());
    }

    /** Takes jobs of before a restart: their shares are understood, but none is work to hand out. */
    public synchronized void restore(List<Job> before) {
        for (Job job : before) {
            if (jobs.putIfAbsent(job.tag(), job) == null) {
                byAge.addLast(job);
            }
        }
    }

    /** The jobs on the block the newest one builds on, the oldest first; all if none was handed out yet. */
    public synchronized List<Job> onTip() {
        Job last = newest;
        return byAge.stream()
                .filter(job -> last == null || last.previousHash().equals(job.previousHash()))
                .toList();
    }

    private void forgetOld(long now) {
        while (byAge.size() > KEPT_AT_MOST
                || (byAge.size() > KEPT_AT_LEAST && now - byAge.getFirst().createdMillis() > KEPT_MILLIS)) {
            jobs.remove(byAge.removeFirst().tag());
        }
        replacedMillis.values().removeIf(since -> now - since > KEPT_MILLIS);
    }

    /** The job of this tag, or null if there never was one or it is forgotten. */
    public @Nullable Job find(long tag) {
        return jobs.get(tag);
    }

    public @Nullable Job newest() {
        return newest;
    }

    /** Whether {@code job} was still work on the active chain at most {@code graceMillis} ago. */
    public boolean isTimely(Job job, long now, long graceMillis) {
        Job current = newest;
        if (current == null || current.previousHash().equals(job.previousHash())) {
            return true;
        }
        Long since = replacedMillis.get(job.previousHash());
        return since != null && now - since <= graceMillis;
    }

    public int size() {
        return jobs.size();
    }
}
