package org.vanta.appliance.stratum;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.job.JobFeed;
import org.vanta.appliance.job.JobStore;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.ShareCheck;
import org.vanta.appliance.share.WinningShare;
import org.vanta.appliance.stratum.StratumPorts.Kind;

/** The Stratum ports, and the event loops that their miners are spread over. */
public final class StratumServer {
    private static final Logger LOG = Logger.getLogger(StratumServer.class);

    /** Between two looks at the certificate's files. */
    static final long CERTIFICATE_LOOK_MILLIS = 5_000;

    private final StratumConfig config;
    private final OwnerKey operator;
    private final JobFeed feed;
    private final JobStore jobs;
    private final Sessions sessions;
    private final ShareAccounting accounting;
    private final Predicate<WinningShare> winning;
    private final StratumMeters meters;
    private final Instruments instruments;
    private final Admission admission;
    private final StratumDoor door;
    private final EventLoopGroup loops;
    private final EventLoopGroup newcomers = new NioEventLoopGroup(1, new DefaultThreadFactory("stratum-new", true));
    private final Map<EventExecutor, EventLoopMiners> miners = new HashMap<>();
    private final StratumPorts ports;
    private final Path dataDir;
    private final TlsCertificate certificate;
    private volatile @Nullable SslContext inUse;
    /** Signs for TLS handshakes, which takes a board milliseconds each, off the threads that serve miners. */
    private final ExecutorService handshakes = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("stratum-handshakes").factory());

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("stratum-certificate").factory());

    /**
     * @param vertx reads PEM
     * @param dataDir where the certificate authority of our own is kept, if one is needed
     * @param operator the key foreign user names pay
     * @param winning told of each block on an event loop; must hand over and return
     * @param eventLoops how many threads serve miners
     */
    public StratumServer(
            Vertx vertx,
            StratumConfig config,
            Path dataDir,
            OwnerKey operator,
            JobFeed feed,
            JobStore jobs,
            Sessions sessions,
            ShareAccounting accounting,
            Predicate<WinningShare> winning,
            StratumMeters meters,
            InstantSource clock,
            int eventLoops) {
        this(
                vertx,
                config,
                dataDir,
                operator,
                feed,
                jobs,
                sessions,
                accounting,
                winning,
                meters,
                Instruments.of(clock),
                eventLoops);
    }

    StratumServer(
            Vertx vertx,
            StratumConfig config,
            Path dataDir,
            OwnerKey operator,
            JobFeed feed,
            JobStore jobs,
            Sessions sessions,
            ShareAccounting accounting,
            Predicate<WinningShare> winning,
            StratumMeters meters,
            Instruments instruments,
            int eventLoops) {
        this.config = config;
        this.dataDir = dataDir;
        this.certificate = new TlsCertificate(vertx, config.tlsCertificate(), config.tlsKey());
        this.operator = operator;
        this.feed = feed;
        this.jobs = jobs;
        this.sessions = sessions;
        this.accounting = accounting;
        this.winning = winning;
        this.meters = meters;
        this.admission = new Admission(
                config.connectionsMax(),
                config.connectionsPerAddressMax(),
                config.connectionsPerSubnetMax(),
                meters.registry());
        this.instruments = instruments;
        this.door = new StratumDoor(config.subscribeTimeout(), feed, instruments, meters, admission);
        this.loops = new NioEventLoopGroup(eventLoops, new DefaultThreadFactory("stratum", true));
        Passage passage = new Passage(newcomers.next(), loops, miners);
        for (EventExecutor loop : loops) {
            addMiners(loop, passage);
        }
        addMiners(newcomers.next(), passage);
        this.ports = new StratumPorts(newcomers, door);
    }

    private void addMiners(EventExecutor loop, Passage passage) {
        miners.put(
                loop,
                new EventLoopMiners((SingleThreadEventLoop) loop, config, feed, work(), admission, door, passage));
    }

    private EventLoopWork work() {
        return new EventLoopWork(
                feed,
                new ShareCheck(jobs, winning),
                accounting,
                sessions,
                jobs,
                new PayoutRule(operator, config.foreignNamesPayOperator()),
                config.startDifficulty(),
                meters,
                instruments);
    }

    /**
     * Opens all ports; returns when they take miners.
     *
     * @throws IOException if one can't be had, or the certificate can't be used, with a sentence for the operator
     */
    public void start() throws IOException {
        miners.values().forEach(EventLoopMiners::start);
        open(Kind.PLAIN, config.port());
        open(Kind.PROXIED, config.proxyPort());
        open(Kind.RENTED, config.rentedPort());
        if (config.tlsPort().isPresent()) {
            inUse = certificate.load(dataDir, config.tlsNames().orElse(List.of()));
            open(Kind.TLS, config.tlsPort());
            var unused = timer.scheduleWithFixedDelay(
                    this::lookAtCertificateLogged,
                    CERTIFICATE_LOOK_MILLIS,
                    CERTIFICATE_LOOK_MILLIS,
                    TimeUnit.MILLISECONDS);
        }
    }

    private void open(Kind kind, Optional<Integer> port) throws IOException {
        if (port.isPresent()) {
            open(kind, port.get());
        }
    }

    private void open(Kind kind, int port) throws IOException {
        ports.open(
                kind,
                config.host(),
                port,
                new Greeting(kind, config, admission, instruments.nanos(), this::certificate, handshakes, miners));
    }

    private SslContext certificate() {
        return Objects.requireNonNull(inUse, "no certificate, but a port for TLS");
    }

    private void lookAtCertificateLogged() {
        try {
            lookAtCertificate();
        } catch (IOException | RuntimeException e) {
            LOG.warnf("the TLS certificate's files can't be used, the one before stays: %s", e);
        }
    }

    /** Takes the operator's certificate anew if its files changed; connections stay. Not for an event loop. */
    void lookAtCertificate() throws IOException {
        Optional<SslContext> changed = certificate.changed();
        if (changed.isPresent()) {
            inUse = changed.get();
            LOG.info("the TLS certificate was read anew");
        }
    }

    /**
     * Lets miners go: takes no more connections, asks all to connect anew, takes their shares for the time the settings give, then closes. Their
     * sessions are parked.
     */
    public CompletableFuture<Void> drain() {
        door.shut();
        return CompletableFuture.allOf(miners.values().stream()
                .map(here -> here.drain(config.drainTimeout().toMillis()))
                .toArray(CompletableFuture[]::new));
    }

    /** Closes the ports and all connections; returns when it is done. */
    public void stop() {
        timer.shutdownNow();
        miners.values().forEach(EventLoopMiners::stop);
        ports.close();
        EventLoops.close(newcomers);
        EventLoops.close(loops);
        handshakes.shutdownNow();
    }

    /** The port in use once started. */
    public int port() {
        return ports.of(Kind.PLAIN);
    }

    /** The port in use for connections that begin with the PROXY protocol, once started; 0 if there is none of its own. */
    public int proxyPort() {
        return ports.of(Kind.PROXIED);
    }

    /** The port in use for rented hashpower, once started; 0 if there is none. */
    public int rentedPort() {
        return ports.of(Kind.RENTED);
    }

    /** The port in use for Stratum over TLS, once started; 0 if there is none. */
    public int tlsPort() {
        return ports.of(Kind.TLS);
    }

    /** Miners: connections that have subscribed and authorized. */
    public int miners() {
        return miners.values().stream().mapToInt(EventLoopMiners::miners).sum();
    }

    /** Open connections, also those that have not said a word. */
    int connections() {
        return admission.open();
    }
}
