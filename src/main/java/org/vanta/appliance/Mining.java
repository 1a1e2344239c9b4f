package org.vanta.appliance;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.health.MiningView;
import org.vanta.appliance.job.Extranonces;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.job.JobFeed;
import org.vanta.appliance.job.JobStore;
import org.vanta.appliance.job.JobTags;
import org.vanta.appliance.node.BlockTemplate;
import org.vanta.appliance.node.Nodes;
import org.vanta.appliance.note.PoolSeed;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.SharesFile;
import org.vanta.appliance.share.WinningShare;
import org.vanta.appliance.store.StartRefusal;
import org.vanta.appliance.stratum.Sessions;
import org.vanta.appliance.stratum.StratumConfig;
import org.vanta.appliance.stratum.StratumMeters;
import org.vanta.appliance.stratum.StratumServer;
import org.vanta.appliance.stratum.WorkFile;
import org.vanta.appliance.stratum.WorkerMeters;
import org.vanta.appliance.template.CoinbaseFactory;

/** The half that faces miners: templates become jobs, the Stratum port hands them out. */
final class Mining implements Consumer<BlockTemplate>, AutoCloseable {
    private static final long CONFIRM_SECONDS = 5;
    private static final int SESSION_SECRET_BYTES = 32;
    /** The drain is bounded by its own setting; this is for an event loop that is gone. */
    private static final long DRAIN_SLACK_SECONDS = 5;

    private static final Logger LOG = Logger.getLogger(Mining.class);

    private final Nodes nodes;
    private final JobFeed jobs;
    private final Optional<StratumServer> stratum;
    private final SharesKeeper keeper;
    private final WorkFile workFile;
    private final JobStore store;
    private final Sessions sessions;
    private final CoinbaseFactory coinbases;
    private final InstantSource clock;
    private boolean workLoaded;
    private final Duration drainTimeout;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("template-age").factory());

    Mining(
            ApplianceConfig config,
            Settings settings,
            StratumConfig stratumConfig,
            Vertx vertx,
            MeterRegistry registry,
            ShareAccounting shares,
            Predicate<WinningShare> winning,
            Nodes nodes,
            PoolSeed seed) {
        this.nodes = nodes;
        this.drainTimeout = stratumConfig.drainTimeout();
        this.clock = InstantSource.system();
        this.workFile = new WorkFile(config.dataDir());
        this.keeper = new SharesKeeper(
                new SharesFile(config.dataDir()),
                shares,
                clock,
                stratumConfig.workerMetrics() ? new WorkerMeters(registry, shares) : null);
        this.store = new JobStore();
        this.coinbases =
                new CoinbaseFactory(settings.network(), seed, config.note().outputValue());
        this.jobs = new JobFeed(store, JobTags.anywhereIn(clock.millis()), coinbases, clock);
        Extranonces extranonces = new Extranonces(ThreadLocalRandom.current().nextInt());
        byte[] secret = new byte[SESSION_SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        this.sessions = new Sessions(secret, extranonces);
        this.stratum = settings.operator()
                .filter(_ -> stratumConfig.enabled())
                .map(operator -> new StratumServer(
                        vertx,
                        stratumConfig,
                        config.dataDir(),
                        operator,
                        jobs,
                        store,
                        sessions,
                        shares,
                        winning,
                        new StratumMeters(registry).with(shares, jobs, clock),
                        clock,
                        Runtime.getRuntime().availableProcessors()));
    }

    /** @throws StartRefusal if the Stratum port can't be had */
    void start() {
        loadWork();
        workLoaded = true;
        // Before a port opens: who comes at once is to go on with the figures it had.
        keeper.start();
        if (stratum.isPresent()) {
            open(stratum.get());
        }
        jobs.start();
        var unused =
                timer.scheduleWithFixedDelay(this::confirmTemplate, CONFIRM_SECONDS, CONFIRM_SECONDS, TimeUnit.SECONDS);
    }

    private static void open(StratumServer server) {
        try {
            server.start();
        } catch (IOException e) {
            throw StartRefusal.ofPort(String.valueOf(e.getMessage()), e.getCause(), e);
        }
    }

    /** What can't be read costs the shares miners found meanwhile, never the start. */
    private void loadWork() {
        try {
            int count = workFile.load(store, sessions, coinbases, clock.millis(), steadyMillis());
            LOG.debugf("%d sessions of before may go on, with %d jobs", count, store.size());
        } catch (MalformedBytesException e) {
            LOG.warnf("%s; miners' sessions of before can't go on%s", e.getMessage(), setAside());
        } catch (IOException e) {
            LOG.warnf("miners' sessions of before can't be read, so they can't go on: %s", e);
        }
    }

    /** By the clock that the Stratum server measures with. */
    private static long steadyMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    private String setAside() {
        try {
            return ", the file is kept as " + workFile.setAside();
        } catch (IOException e) {
            return " (and the file can't be moved aside: " + e + ")";
        }
    }

    /** @throws IllegalArgumentException if the template is of no use; miners stay on the last good job */
    @Override
    public void accept(BlockTemplate template) {
        jobs.accept(template);
    }

    private void confirmTemplate() {
        try {
            jobs.confirm(nodes.state());
        } catch (RuntimeException | OutOfMemoryError e) {
            // Thrown on, it would end the repetition, and work would run out on a quiet chain.
            LOG.error("the last block template can't be confirmed", e);
        }
    }

    MiningView view() {
        Job job = jobs.current();
        return new MiningView(
                stratum.isPresent(),
                stratum.map(StratumServer::miners).orElse(0),
                job == null ? 0 : job.networkTarget().difficulty());
    }

    /** Whether miners have work they may hash. */
    boolean hasWork() {
        return jobs.current() != null;
    }

    /** What the operator is told of it at the end of the start. */
    String sentence() {
        return stratum.map(server -> "Stratum listens on port :" + server.port())
                .orElse("No Stratum here (VANTA_STRATUM_ENABLED is false)");
    }

    /** The Stratum port in use, 0 if there is none. */
    int stratumPort() {
        return stratum.map(StratumServer::port).orElse(0);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        stratum.ifPresent(this::stop);
        jobs.close();
        keeper.close();
    }

    private void stop(StratumServer server) {
        try {
            server.drain()
                    .orTimeout(drainTimeout.toSeconds() + DRAIN_SLACK_SECONDS, TimeUnit.SECONDS)
                    .join();
            if (workLoaded) {
                workFile.save(store, sessions, clock.millis(), steadyMillis());
            }
        } catch (CompletionException | IOException e) {
            LOG.warnf("miners' sessions can't be kept for after the restart: %s", e);
        }
        server.stop();
    }
}
