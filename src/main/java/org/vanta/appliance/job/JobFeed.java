package org.vanta.appliance.job;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.node.BlockTemplate;
import org.vanta.appliance.template.CoinbaseFactory;
import org.vanta.appliance.template.MiningTemplate;

/**
 * Makes a job of each template and publishes it. A template on another block goes out at once and is clean; one on the same block waits
 * until the last job is {@code refreshMillis} old. When no template comes, the last one is published again as a new job at that pace, so
 * that no miner is left in silence, until it is {@code templateMillisMax} old: then there is no work. A node that gives no template at all counts
 * as silent since the feed was made.
 */
public final class JobFeed implements Consumer<BlockTemplate>, AutoCloseable {
    /** Miners think a pool dead that is silent for a minute. */
    public static final long REFRESH_MILLIS = 30_000;

    /** How long to mine on what an unreachable node said last. */
    public static final long TEMPLATE_MILLIS_MAX = 120_000;

    private static final long TICK_MILLIS = 1_000;
    private static final Logger LOG = Logger.getLogger(JobFeed.class);

    private final JobStore store;
    private final JobTags tags;
    private final CoinbaseFactory coinbases;
    private final InstantSource clock;
    private final long refreshMillis;
    private final long templateMillisMax;
    private final List<JobListener> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("job-feed").factory());

    private @Nullable MiningTemplate template;
    private long templateMillis;
    private volatile boolean expired;

    public JobFeed(JobStore store, JobTags tags, CoinbaseFactory coinbases, InstantSource clock) {
        this(store, tags, coinbases, clock, REFRESH_MILLIS, TEMPLATE_MILLIS_MAX);
    }

    public JobFeed(
            JobStore store,
            JobTags tags,
            CoinbaseFactory coinbases,
            InstantSource clock,
            long refreshMillis,
            long templateMillisMax) {
        this.store = store;
        this.tags = tags;
        this.coinbases = coinbases;
        this.clock = clock;
        this.refreshMillis = refreshMillis;
        this.templateMillisMax = templateMillisMax;
        this.templateMillis = clock.millis();
    }

    /** Starts the refresh. */
    public void start() {
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
            Job last = current();
            if (last == null || !last.previousHash().equals(block.previousHash())) {
                publish(ready, true);
            } else if (clock.millis() - last.createdMillis() >= refreshMillis) {
                publish(ready, false);
            }
            template = ready;
            templateMillis = clock.millis();
        }
    }

    /** The node still stands where the last template says: its age counts from now. */
    public synchronized void confirm() {
        templateMillis = clock.millis();
    }

    private void tickLogged() {
        try {
            tick();
        } catch (RuntimeException e) {
            LOG.error("job refresh failed", e);
        }
    }

    synchronized void tick() {
        MiningTemplate ready = template;
        Job last = store.newest();
        if (expired) {
            return;
        }
        long now = clock.millis();
        if (now - templateMillis > templateMillisMax) {
            expired = true;
            LOG.warnf("no block template for %d s: no jobs until the node gives one", (now - templateMillis) / 1000);
            listeners.forEach(JobListener::noWork);
        } else if (ready != null && last != null && now - last.createdMillis() >= refreshMillis) {
            publish(ready, false);
        }
    }

    private void publish(MiningTemplate ready, boolean clean) {
        Job job = make(ready, clean);
        store.add(job);
        expired = false;
        listeners.forEach(listener -> listener.newJob(job));
    }

    /** The same work under a new tag, for one connection that needs a job of its own; the store does not know it. */
    public Job reissue(Job job) {
        return make(job.template(), false);
    }

    private Job make(MiningTemplate ready, boolean clean) {
        long now = clock.millis();
        BlockTemplate block = ready.block();
        int ntime = (int) Math.max(block.minTime(), Math.max(block.currentTime(), now / 1000));
        return new Job(tags.next(), ready, clean, ntime, now, coinbases);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
