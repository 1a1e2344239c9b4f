package org.vanta.appliance.job;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.node.BlockTemplate;
import org.vanta.appliance.node.NodeState;
import org.vanta.appliance.template.CoinbaseFactory;
import org.vanta.appliance.template.MiningTemplate;

/**
 * Makes a job of each template and publishes it. A template on another block goes out at once and is clean; one on the same block waits
 * until the last job is {@code refreshMillis} old. When no template comes, the last one is published again as a new job at that pace, so
 * that no miner is left in silence, until it is {@code templateMillisMax} old: then there is no work, until a template comes or the node stands
 * behind the last one again. A node that gives no template at all counts as silent since the start. Ages are told by a clock that is never
 * set: that of a board which has just asked for the time may step by years.
 */
public final class JobFeed implements Consumer<BlockTemplate>, AutoCloseable {
    /** Miners think a pool dead that is silent for a minute. */
    public static final long REFRESH_MILLIS = 30_000;

    /** How long to mine on what an unreachable node said last. */
    public static final long TEMPLATE_MILLIS_MAX = 120_000;

    /**
     * How far our clock may be ahead of the node's before the node's is taken: a block that is two hours ahead of the network is refused, and
     * miners roll the time on.
     */
    static final long AHEAD_SECONDS_MAX = 3_600;

    private static final long TICK_MILLIS = 1_000;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final Logger LOG = Logger.getLogger(JobFeed.class);

    private final JobStore store;
    private final JobTags tags;
    private final CoinbaseFactory coinbases;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final long refreshMillis;
    private final long templateMillisMax;
    private final List<JobListener> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("job-feed").factory());

    private @Nullable MiningTemplate template;
    /** When the node last stood behind the template. */
    private long confirmedAt;

    private long publishedAt;
    private volatile boolean expired;
    private volatile NodeTime nodeTime;

    /** The node's time of day as of its last template, kept going by the clock that is never set. */
    private record NodeTime(long seconds, long at) {
        long now(long nanos) {
            return seconds + TimeUnit.NANOSECONDS.toSeconds(nanos - at);
        }
    }

    public JobFeed(JobStore store, JobTags tags, CoinbaseFactory coinbases, InstantSource clock) {
        this(store, tags, coinbases, clock, System::nanoTime, REFRESH_MILLIS, TEMPLATE_MILLIS_MAX);
    }

    /**
     * @param clock the time of day
     * @param nanos a clock that is never set, in nanoseconds
     */
    public JobFeed(
            JobStore store,
            JobTags tags,
            CoinbaseFactory coinbases,
            InstantSource clock,
            LongSupplier nanos,
            long refreshMillis,
            long templateMillisMax) {
        this.store = store;
        this.tags = tags;
        this.coinbases = coinbases;
        this.clock = clock;
        this.nanos = nanos;
        this.refreshMillis = refreshMillis;
        this.templateMillisMax = templateMillisMax;
        this.confirmedAt = nanos.getAsLong();
        this.nodeTime = new NodeTime(clock.millis() / 1000, confirmedAt);
    }

    /**
     * Starts the refresh. To be called when the store has the jobs of before a restart: later ones get higher tags. Between the feed's making and this
     * the state is loaded, which takes a board minutes, and no node is asked.
     */
    public synchronized void start() {
        confirmedAt = nanos.getAsLong();
        store.highestTag().ifPresent(tags::raiseAbove);
        var unused = timer.scheduleWithFixedDelay(this::tickLogged, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Adds a listener; it hears of later jobs only, see {@link #current()}. */
    public void add(JobListener listener) {
        listeners.add(listener);
    }

    public void remove(JobListener listener) {
        listeners.remove(listener);
    }

    /** The newest job, or null before the first template and while there is no work. */
    public @Nullable Job current() {
        return expired ? null : store.newest();
    }

    /** Whether work ran out: the last template is too old, or none came for as long. */
    public boolean isExpired() {
        return expired;
    }

    /**
     * Takes a template and publishes what follows from it. Hashes its transactions into the merkle branch, so not for an event loop.
     *
     * @throws IllegalArgumentException if no coinbase of bounded size can be made for it; the last good job stays
     */
    @Override
    public void accept(BlockTemplate block) {
        MiningTemplate ready = MiningTemplate.of(block);
        synchronized (this) {
            nodeTime = new NodeTime(block.currentTime(), nanos.getAsLong());
            Job last = current();
            if (last == null || !last.previousHash().equals(block.previousHash())) {
                publish(ready, true);
            } else if (millisSince(publishedAt) >= refreshMillis) {
                publish(ready, false);
            }
            template = ready;
            confirmedAt = nanos.getAsLong();
        }
    }

    /**
     * A node that gives work and has the block our work builds on as its best stands behind the last template: its age counts from now, and if it
     * was too old there is work again.
     */
    public synchronized void confirm(NodeState node) {
        MiningTemplate last = template;
        if (last == null
                || !node.givesWork()
                || node.tip()
                        .filter(tip -> tip.hash().equals(last.block().previousHash()))
                        .isEmpty()) {
            return;
        }
        confirmedAt = nanos.getAsLong();
        if (expired) {
            publish(last, true);
        }
    }

    private long millisSince(long at) {
        return (nanos.getAsLong() - at) / NANOS_PER_MILLI;
    }

    private void tickLogged() {
        try {
            tick();
        } catch (RuntimeException | OutOfMemoryError e) {
            // Thrown on, it would end the repetition.
            LOG.error("job refresh failed", e);
        }
    }

    synchronized void tick() {
        MiningTemplate ready = template;
        Job last = store.newest();
        if (expired) {
            return;
        }
        long age = millisSince(confirmedAt);
        if (age > templateMillisMax) {
            expired = true;
            LOG.warnf("no block template for %d s: no jobs until the node gives one", age / 1000);
            listeners.forEach(JobListener::noWork);
        } else if (ready != null && last != null && millisSince(publishedAt) >= refreshMillis) {
            publish(ready, false);
        }
    }

    private void publish(MiningTemplate ready, boolean clean) {
        Job job = make(ready, clean);
        store.add(job);
        publishedAt = nanos.getAsLong();
        if (expired) {
            expired = false;
            LOG.infof("a block template again: jobs go out, the first for height %d", job.height());
        }
        listeners.forEach(listener -> listener.newJob(job));
    }

    /** The same work under a new tag, for one connection that needs a job of its own; the store does not know it. */
    public Job reissue(Job job) {
        return make(job.template(), false);
    }

    private Job make(MiningTemplate ready, boolean clean) {
        long now = clock.millis();
        BlockTemplate block = ready.block();
        int ntime = (int) Math.max(block.minTime(), Math.max(block.currentTime(), seconds(now / 1000)));
        return new Job(tags.next(), ready, clean, ntime, now, coinbases);
    }

    /** Our time, or the node's where ours is too far ahead to be true. */
    private long seconds(long ours) {
        long nodes = nodeTime.now(nanos.getAsLong());
        return ours - nodes > AHEAD_SECONDS_MAX ? nodes : ours;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
