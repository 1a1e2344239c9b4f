package org.vanta.appliance.stratum;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.job.Extranonces;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.job.JobFeed;
import org.vanta.appliance.job.JobStore;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.ShareCheck;

/** What all connections of one event loop work with: the current job and its text, the share check, the clock. For one thread. */
final class EventLoopWork {
    private static final int TARGETS_CACHED_MAX = 1024;

    private final JobFeed feed;
    private final ShareCheck check;
    private final ShareAccounting accounting;
    private final Sessions sessions;
    private final JobStore jobs;
    private final PayoutRule payout;
    private final double startDifficulty;
    private final StratumMeters meters;
    private final Instruments instruments;
    private final Map<Double, Target> targets = new HashMap<>();
    private final AtomicInteger miners = new AtomicInteger();
    private final RequestReader requests = new RequestReader();
    private @Nullable NotifyLine current;

    EventLoopWork(
            JobFeed feed,
            ShareCheck check,
            ShareAccounting accounting,
            Sessions sessions,
            JobStore jobs,
            PayoutRule payout,
            double startDifficulty,
            StratumMeters meters,
            Instruments instruments) {
        this.feed = feed;
        this.check = check;
        this.accounting = accounting;
        this.sessions = sessions;
        this.jobs = jobs;
        this.payout = payout;
        this.startDifficulty = startDifficulty;
        this.meters = meters;
        this.instruments = instruments;
    }

    /** Makes {@code job} the current one, unless it is. */
    boolean take(Job job) {
        if (current != null && current.job().tag() == job.tag()) {
            return false;
        }
        current = new NotifyLine(job);
        return true;
    }

    void dropWork() {
        current = null;
    }

    @Nullable
    NotifyLine current() {
        return current;
    }

    /** The current work under another tag, for one connection. */
    NotifyLine reissue(NotifyLine line) {
        return new NotifyLine(feed.reissue(line.job()));
    }

    Target target(double difficulty) {
        if (targets.size() >= TARGETS_CACHED_MAX) {
            targets.clear();
        }
        return targets.computeIfAbsent(
                difficulty, value -> instruments.targets().apply(value));
    }

    /** A connection has subscribed and authorized, and is to be counted until {@link #minerGone}. */
    void minerCame() {
        miners.incrementAndGet();
    }

    void minerGone() {
        miners.decrementAndGet();
    }

    /** How many connections have subscribed and authorized; for any thread. */
    int miners() {
        return miners.get();
    }

    RequestReader requests() {
        return requests;
    }

    ShareCheck check() {
        return check;
    }

    ShareAccounting accounting() {
        return accounting;
    }

    Extranonces extranonces() {
        return sessions.extranonces();
    }

    Sessions sessions() {
        return sessions;
    }

    /** Whether the job of this tag is understood and builds on the block {@code other} builds on. */
    boolean isOnSameBlock(long tag, Job other) {
        Job job = jobs.find(tag);
        return job != null && job.previousHash().equals(other.previousHash());
    }

    PayoutRule payout() {
        return payout;
    }

    double startDifficulty() {
        return startDifficulty;
    }

    StratumMeters meters() {
        return meters;
    }

    /** As {@link System#nanoTime} has it. */
    long nanos() {
        return instruments.nanos().getAsLong();
    }

    /** Of a clock that is never set: a time of day that was would end bans, or say that a miner floods us. */
    long steadyMillis() {
        return TimeUnit.NANOSECONDS.toMillis(nanos());
    }

    /** The time of day, milliseconds since 1970. */
    long now() {
        return instruments.clock().millis();
    }
}
