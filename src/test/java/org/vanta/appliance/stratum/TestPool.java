package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.job.Extranonces;
import org.vanta.appliance.job.JobFeed;
import org.vanta.appliance.job.JobStore;
import org.vanta.appliance.job.JobTags;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.WinningShare;
import org.vanta.appliance.template.CoinbaseFactory;
import org.vanta.appliance.template.Templates;

/** A whole server on a free port, fed with templates by hand; its clock stands until it is moved. */
final class TestPool implements AutoCloseable {
    static final OwnerKey OPERATOR = new OwnerKey(Sha256.hash(new byte[] {1}));
    static final OwnerKey MINER = new OwnerKey(Sha256.hash(new byte[] {2}));

    /** The settings a test needs. */
    record Settings(
            int port,
            String host,
            double startDifficulty,
            boolean foreignNamesPayOperator,
            int connectionsMax,
            Duration subscribeTimeout,
            Duration authorizeTimeout,
            Duration idleTimeout,
            Duration drainTimeout,
            Optional<Path> tlsCertificate)
            implements StratumConfig {
        static final Duration LONG = Duration.ofMinutes(10);

        /** Of an address that a load balancer tells. */
        static final int PER_ADDRESS = 3;

        @Override
        public boolean enabled() {
            return true;
        }

        @Override
        public boolean proxyProtocol() {
            return false;
        }

        @Override
        public Optional<Integer> proxyPort() {
            return Optional.of(0);
        }

        @Override
        public int connectionsPerAddressMax() {
            return PER_ADDRESS;
        }

        @Override
        public int connectionsPerSubnetMax() {
            return 2 * PER_ADDRESS;
        }

        @Override
        public Optional<Integer> rentedPort() {
            return Optional.of(0);
        }

        @Override
        public Optional<Integer> tlsPort() {
            return tlsCertificate.map(_ -> 0);
        }

        @Override
        public Optional<Path> tlsKey() {
            return tlsCertificate.map(file -> file.resolveSibling("key.pem"));
        }

        @Override
        public Optional<List<String>> tlsNames() {
            return Optional.empty();
        }

        @Override
        public boolean workerMetrics() {
            return false;
        }

        static Settings bounded(int connectionsMax) {
            return new Settings(0, "127.0.0.1", 1024, true, connectionsMax, LONG, LONG, LONG, LONG, Optional.empty());
        }

        static Settings timed(Duration subscribe, Duration authorize, Duration idle) {
            return new Settings(0, "127.0.0.1", 1024, true, 1000, subscribe, authorize, idle, LONG, Optional.empty());
        }

        static Settings draining(Duration drain) {
            return new Settings(0, "127.0.0.1", 1024, true, 1000, LONG, LONG, LONG, drain, Optional.empty());
        }

        /** @param certificate a PEM file beside its key.pem */
        static Settings secured(String host, Path certificate) {
            return new Settings(0, host, 1024, true, 1000, LONG, LONG, LONG, LONG, Optional.of(certificate));
        }

        /** Listens on all addresses, also over TLS, for so few connections and with so little time to shake hands. */
        static Settings shakingHands(int connectionsMax, Duration time, Path certificate) {
            return new Settings(
                    0, "0.0.0.0", 1024, true, connectionsMax, time, LONG, LONG, LONG, Optional.of(certificate));
        }

        static Settings at(int port) {
            return new Settings(port, "127.0.0.1", 1024, true, 1000, LONG, LONG, LONG, LONG, Optional.empty());
        }

        static Settings usual() {
            return bounded(1000);
        }
    }

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** What time passed to, which both clocks follow. */
    final AtomicLong millis;
    /** What the time of day was set by. */
    private final AtomicLong setBy = new AtomicLong();

    final InstantSource clock;
    final JobStore jobs;
    final CoinbaseFactory coinbases = Templates.COINBASES;
    final JobFeed feed;
    final Extranonces extranonces = new Extranonces(0x57a6f098);
    final Sessions sessions = new Sessions(new byte[32], extranonces);
    final ShareAccounting accounting = new ShareAccounting();
    final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final BlockingQueue<WinningShare> winning = new LinkedBlockingQueue<>();
    final StratumServer server;
    private final Instruments instruments;
    private final Vertx vertx = Vertx.vertx();

    TestPool(Settings settings) throws Exception {
        this(settings, Templates.TIME * 1000);
    }

    /** A server that begins at another time, milliseconds since 1970. */
    TestPool(Settings settings, long startMillis) throws Exception {
        this(settings, startMillis, null);
    }

    /**
     * A server whose deadlines are in the test's time as well.
     *
     * @param targets what hash a share of a difficulty must have; null for the real one, and deadlines in real time
     */
    TestPool(Settings settings, long startMillis, @Nullable DoubleFunction<Target> targets) throws Exception {
        millis = new AtomicLong(startMillis);
        clock = () -> Instant.ofEpochMilli(millis.get() + setBy.get());
        instruments = targets == null
                ? Instruments.of(clock)
                : new Instruments(clock, () -> millis.get() * NANOS_PER_MILLI, targets);
        jobs = new JobStore(instruments.nanos());
        feed = new JobFeed(
                jobs,
                new JobTags(startMillis),
                coinbases,
                clock,
                () -> millis.get() * NANOS_PER_MILLI,
                JobFeed.REFRESH_MILLIS,
                JobFeed.TEMPLATE_MILLIS_MAX);
        server = new StratumServer(
                vertx,
                settings,
                Path.of("."),
                OPERATOR,
                feed,
                jobs,
                sessions,
                accounting,
                winning::add,
                new StratumMeters(registry).with(accounting, feed, clock),
                instruments,
                2);
        server.start();
    }

    TestPool() throws Exception {
        this(Settings.usual());
    }

    /** A server whose deadlines, bans and parked sessions are in the test's time as well. */
    static TestPool inItsOwnTime() throws Exception {
        return inItsOwnTime(Settings.usual());
    }

    static TestPool inItsOwnTime(Settings settings) throws Exception {
        return new TestPool(settings, Templates.TIME * 1000, Target::fromDifficulty);
    }

    /** Sets the time of day, while no time passes. */
    void setClock(Duration by) {
        setBy.addAndGet(by.toMillis());
    }

    /** Of the clock that is never set. */
    long steadyMillis() {
        return instruments.nanos().getAsLong() / NANOS_PER_MILLI;
    }

    TestMiner connect() throws Exception {
        return new TestMiner(server.port());
    }

    void awaitConnections(int wanted) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (server.connections() != wanted) {
            assertThat(System.nanoTime()).as("%d connections", wanted).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() throws Exception {
        feed.close();
        server.stop();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
