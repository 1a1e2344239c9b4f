package org.vanta.appliance.stratum;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.job.JobFeed;
import org.vanta.appliance.job.JobStore;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.ShareCheck;
import org.vanta.appliance.share.WinningShare;

/** The Stratum port: one {@link EventLoopServer} per event loop, all listening on it. */
public final class StratumServer {
    private static final Logger LOG = Logger.getLogger(StratumServer.class);

    /** Between two looks at the certificate's files. */
    static final long CERTIFICATE_LOOK_MILLIS = 5_000;

    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final StratumConfig config;
    private final OwnerKey operator;
    private final JobFeed feed;
    private final JobStore jobs;
    private final Sessions sessions;
    private final ShareAccounting accounting;
    private final Consumer<WinningShare> winning;
    private final StratumMeters meters;
    private final Instruments instruments;
    private final int eventLoops;
    private final Admission admission;
    private final StratumPorts ports = new StratumPorts();
    private final Path dataDir;
    private final TlsCertificate certificate;
    private @Nullable PemKeyCertOptions firstCertificate;
    private long certificateTimer = NO_TIMER;
    private final List<EventLoopServer> servers = new CopyOnWriteArrayList<>();
    private @Nullable String deployment;

    /**
     * @param dataDir where the certificate authority of our own is kept, if one is needed
     * @param operator the key foreign user names pay
     * @param winning told of each block on an event loop; must hand over and return
     * @param eventLoops how many verticles to deploy, at most the event loops of {@code vertx}
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
            Consumer<WinningShare> winning,
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
            Consumer<WinningShare> winning,
            StratumMeters meters,
            Instruments instruments,
            int eventLoops) {
        this.vertx = vertx;
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
        this.eventLoops = eventLoops;
    }

    /** Listens on all event loops; fails with the cause if the port can't be had. */
    public Future<Void> start() {
        if (config.tlsPort().isPresent()) {
            try {
                firstCertificate = certificate.load(dataDir, config.tlsNames().orElse(List.of()));
            } catch (IOException e) {
                return Future.failedFuture(e);
            }
        }
        return vertx.deployVerticle(this::eventLoopServer, new DeploymentOptions().setInstances(eventLoops))
                .onSuccess(id -> {
                    deployment = id;
                    if (firstCertificate != null) {
                        certificateTimer = vertx.setPeriodic(
                                CERTIFICATE_LOOK_MILLIS,
                                _ -> vertx.executeBlocking(this::lookAtCertificate, false)
                                        .onFailure(e -> LOG.warnf(
                                                "the TLS certificate's files can't be used, the one before stays: %s",
                                                e)));
                    }
                })
                .mapEmpty();
    }

    /** Takes the operator's certificate anew if its files changed; connections stay. Not for an event loop. */
    @Nullable
    Void lookAtCertificate() throws IOException {
        Optional<PemKeyCertOptions> changed = certificate.changed();
        if (changed.isPresent()) {
            Future.all(servers.stream()
                            .<Future<?>>map(server -> server.certify(changed.get()))
                            .toList())
                    .onSuccess(_ -> LOG.info("the TLS certificate was read anew"))
                    .onFailure(e -> LOG.warnf("the new TLS certificate can't be used, the one before stays: %s", e));
        }
        return null;
    }

    private EventLoopServer eventLoopServer() {
        EventLoopWork work = new EventLoopWork(
                feed,
                new ShareCheck(jobs, winning),
                accounting,
                sessions,
                jobs,
                new PayoutRule(operator, config.foreignNamesPayOperator()),
                config.startDifficulty(),
                meters,
                instruments);
        EventLoopServer server = new EventLoopServer(config, feed, work, admission, ports, firstCertificate);
        servers.add(server);
        return server;
    }

    /**
     * Lets miners go: takes no more connections, asks all to connect anew, takes their shares for the time the settings give, then closes. Their
     * sessions are parked.
     */
    public Future<Void> drain() {
        return deployment == null
                ? Future.succeededFuture()
                : Future.all(servers.stream()
                                .map(server ->
                                        server.drain(config.drainTimeout().toMillis()))
                                .toList())
                        .mapEmpty();
    }

    /** Stops listening and closes all connections. */
    public Future<Void> stop() {
        String id = deployment;
        deployment = null;
        if (certificateTimer != NO_TIMER) {
            vertx.cancelTimer(certificateTimer);
        }
        return id == null ? Future.succeededFuture() : vertx.undeploy(id);
    }

    /** The port in use once started. */
    public int port() {
        return ports.of(StratumPorts.Kind.PLAIN);
    }

    /** The port in use for connections that begin with the PROXY protocol, once started; 0 if there is none of its own. */
    public int proxyPort() {
        return ports.of(StratumPorts.Kind.PROXIED);
    }

    /** The port in use for rented hashpower, once started; 0 if there is none. */
    public int rentedPort() {
        return ports.of(StratumPorts.Kind.RENTED);
    }

    /** The port in use for Stratum over TLS, once started; 0 if there is none. */
    public int tlsPort() {
        return ports.of(StratumPorts.Kind.TLS);
    }

    /** Open connections. */
    public int connections() {
        return admission.open();
    }
}
