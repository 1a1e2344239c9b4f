package org.vanta.appliance.stratum;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.job.JobFeed;
import org.vanta.appliance.job.JobStore;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.ShareCheck;
import org.vanta.appliance.share.WinningShare;

/** The Stratum port: one {@link EventLoopServer} per event loop, all listening on it. */
public final class StratumServer {
    private final Vertx vertx;
    private final StratumConfig config;
    private final OwnerKey operator;
    private final JobFeed feed;
    private final JobStore jobs;
    private final Sessions sessions;
    private final ShareAccounting accounting;
    private final Consumer<WinningShare> winning;
    private final StratumMeters meters;
    private final InstantSource clock;
    private final int eventLoops;
    private final Admission admission;
    private final AtomicInteger port = new AtomicInteger();
    private final AtomicInteger proxyPort = new AtomicInteger();
    private final List<EventLoopServer> servers = new CopyOnWriteArrayList<>();
    private @Nullable String deployment;

    /**
     * @param operator the key foreign user names pay
     * @param winning told of each block on an event loop; must hand over and return
     * @param eventLoops how many verticles to deploy, at most the event loops of {@code vertx}
     */
    public StratumServer(
            Vertx vertx,
            StratumConfig config,
            OwnerKey operator,
            JobFeed feed,
            JobStore jobs,
            Sessions sessions,
            ShareAccounting accounting,
            Consumer<WinningShare> winning,
            StratumMeters meters,
            InstantSource clock,
            int eventLoops) {
        this.vertx = vertx;
        this.config = config;
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
        this.clock = clock;
        this.eventLoops = eventLoops;
    }

    /** Listens on all event loops; fails with the cause if the port can't be had. */
    public Future<Void> start() {
        return vertx.deployVerticle(this::eventLoopServer, new DeploymentOptions().setInstances(eventLoops))
                .onSuccess(id -> deployment = id)
                .mapEmpty();
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
                clock);
        EventLoopServer server = new EventLoopServer(config, feed, work, admission, port, proxyPort);
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
                                .map(server -> server.drain(config.drainTimeout().toMillis()))
                                .toList())
                        .mapEmpty();
    }

    /** Stops listening and closes all connections. */
    public Future<Void> stop() {
        String id = deployment;
        deployment = null;
        return id == null ? Future.succeededFuture() : vertx.undeploy(id);
    }

    /** The port in use once started. */
    public int port() {
        return port.get();
    }

    /** The port in use for connections that begin with the PROXY protocol, once started; 0 if there is none of its own. */
    public int proxyPort() {
        return proxyPort.get();
    }

    /** Open connections. */
    public int connections() {
        return admission.open();
    }
}
