package org.vanta.appliance.stratum;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.job.JobFeed;
import org.vanta.appliance.job.JobListener;

/** The Stratum port on one event loop: accepts connections, moves bytes, brings jobs over from the feed's threads. */
final class EventLoopServer extends AbstractVerticle implements JobListener {
    /** Unsent bytes of one connection; a reader that slow is dropped, never waited for. */
    static final int SEND_QUEUE_BYTES_MAX = 64 * 1024;

    /** Vert.x counts its timers from 0. */
    private static final long NO_TIMER = -1;

    private static final long DRAIN_LOOK_MILLIS = 10;
    private static final int ACCEPT_BACKLOG = 4096;
    /** Vert.x's way to say: any free port, but the same for all verticles of a deployment. */
    private static final int ANY_SHARED_PORT = -1;

    private static final int ANY_OTHER_SHARED_PORT = -2;

    private final StratumConfig config;
    private final JobFeed feed;
    private final EventLoopWork work;
    private final Admission admission;
    private final AtomicInteger port;
    private final AtomicInteger proxyPort;
    private final Map<NetSocket, StratumProtocol> protocols = new LinkedHashMap<>();
    private final Deadlines deadlines;
    private boolean draining;
    private long roundTimer = NO_TIMER;

    /**
     * @param admission of all event loops
     * @param port set to the one in use; {@code proxyPort} likewise
     */
    EventLoopServer(
            StratumConfig config,
            JobFeed feed,
            EventLoopWork work,
            Admission admission,
            AtomicInteger port,
            AtomicInteger proxyPort) {
        this.config = config;
        this.feed = feed;
        this.work = work;
        this.admission = admission;
        this.port = port;
        this.proxyPort = proxyPort;
        this.deadlines = new Deadlines(
                config.subscribeTimeout(), config.authorizeTimeout(), config.idleTimeout(), work.meters());
    }

    @Override
    public void start(Promise<Void> started) {
        feed.add(this);
        Job job = feed.current();
        if (job != null) {
            var unused = work.take(job);
        }
        vertx.setPeriodic(deadlines.lookMillis(), _ -> deadlines.look(protocols.values(), System.nanoTime()));
        Future<?> listening = listen(config.port(), ANY_SHARED_PORT, config.proxyProtocol(), port);
        config.proxyPort()
                .<Future<?>>map(
                        proxied -> listening.compose(_ -> listen(proxied, ANY_OTHER_SHARED_PORT, true, proxyPort)))
                .orElse(listening)
                .<Void>mapEmpty()
                .onComplete(started);
    }

    private Future<?> listen(int wanted, int anyPort, boolean proxied, AtomicInteger used) {
        return vertx.createNetServer(new NetServerOptions()
                        .setTcpNoDelay(true)
                        .setTcpKeepAlive(true)
                        .setUseProxyProtocol(proxied)
                        .setAcceptBacklog(ACCEPT_BACKLOG))
                .connectHandler(this::connected)
                .listen(wanted == 0 ? anyPort : wanted, config.host())
                .onSuccess(server -> used.set(server.actualPort()));
    }

    private void connected(NetSocket socket) {
        MinerAddress from = MinerAddress.of(socket.remoteAddress().hostAddress());
        if (draining) {
            admission.refused(Admission.Refusal.STOPPING);
            close(socket);
            return;
        }
        if (feed.isExpired()) {
            admission.refused(Admission.Refusal.NO_WORK);
            close(socket);
            return;
        }
        if (admission.opened(from, work.now()) != null) {
            close(socket);
            return;
        }
        socket.setWriteQueueMaxSize(SEND_QUEUE_BYTES_MAX);
        StratumConnection connection = new StratumConnection(
                bytes -> send(socket, bytes), () -> close(socket), made -> protocol(socket, made));
        socket.handler(connection::receive);
        socket.exceptionHandler(_ -> connection.close());
        socket.closeHandler(_ -> closed(socket, from));
    }

    /** Takes no more connections, asks all miners to connect anew, and closes those that are left after {@code millis}. */
    Future<Void> drain(long millis) {
        Promise<Void> drained = Promise.promise();
        context.runOnContext(_ -> {
            draining = true;
            List.copyOf(protocols.values()).forEach(StratumProtocol::reconnect);
            long until = System.nanoTime() + millis * 1_000_000;
            vertx.setPeriodic(DRAIN_LOOK_MILLIS, timer -> {
                if (protocols.isEmpty() || System.nanoTime() - until >= 0) {
                    vertx.cancelTimer(timer);
                    List.copyOf(protocols.values()).forEach(StratumProtocol::drained);
                    drained.complete();
                }
            });
        });
        return drained.future();
    }

    private StratumProtocol protocol(NetSocket socket, StratumConnection connection) {
        StratumProtocol protocol = new StratumProtocol(connection, work);
        protocols.put(socket, protocol);
        deadlines.opened(protocol);
        return protocol;
    }

    private static void send(NetSocket socket, Buffer bytes) {
        if (socket.writeQueueFull()) {
            close(socket);
        } else {
            var unused = socket.write(bytes);
        }
    }

    private static void close(NetSocket socket) {
        var unused = socket.close();
    }

    private void closed(NetSocket socket, @Nullable MinerAddress from) {
        StratumProtocol protocol = protocols.remove(socket);
        if (protocol != null) {
            protocol.closed();
            deadlines.closed(protocol);
            admission.closed(from);
            String offence = protocol.offence();
            if (offence != null) {
                admission.offended(from, String.valueOf(socket.remoteAddress().hostAddress()), offence, work.now());
            }
        }
    }

    @Override
    public void newJob(Job job) {
        long published = System.nanoTime();
        context.runOnContext(_ -> {
            if (work.take(job)) {
                endRound();
                List<StratumProtocol> miners = List.copyOf(protocols.values());
                if (job.clean()) {
                    miners.forEach(StratumProtocol::newWork);
                    work.meters().fannedOut(published);
                } else {
                    startRound(new PacedRound(miners));
                }
            }
        });
    }

    private void startRound(PacedRound round) {
        if (round.tick()) {
            roundTimer = vertx.setPeriodic(PacedRound.TICK_MILLIS, _ -> {
                if (!round.tick()) {
                    endRound();
                }
            });
        }
    }

    private void endRound() {
        if (roundTimer != NO_TIMER) {
            vertx.cancelTimer(roundTimer);
            roundTimer = NO_TIMER;
        }
    }

    @Override
    public void noWork() {
        context.runOnContext(_ -> {
            endRound();
            work.dropWork();
            List.copyOf(protocols.values()).forEach(StratumProtocol::noWork);
        });
    }
}
