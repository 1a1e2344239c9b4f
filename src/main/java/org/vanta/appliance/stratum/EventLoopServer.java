package org.vanta.appliance.stratum;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.impl.NetSocketInternal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.job.JobFeed;
import org.vanta.appliance.job.JobListener;
import org.vanta.appliance.stratum.StratumPorts.Kind;

/** The Stratum port on one event loop: accepts connections, moves bytes, brings jobs over from the feed's threads. */
final class EventLoopServer extends AbstractVerticle implements JobListener {
    /** Unsent bytes of one connection; a reader that slow is dropped, never waited for. */
    static final int SEND_QUEUE_BYTES_MAX = 64 * 1024;

    /** Vert.x counts its timers from 0. */
    private static final long NO_TIMER = -1;

    private static final long DRAIN_LOOK_MILLIS = 10;
    private static final int ACCEPT_BACKLOG = 4096;
    private final StratumConfig config;
    private final JobFeed feed;
    private final EventLoopWork work;
    private final Admission admission;
    private final StratumPorts ports;
    private final @Nullable PemKeyCertOptions certificate;
    private final Map<NetSocket, StratumProtocol> protocols = new LinkedHashMap<>();
    private final Deadlines deadlines;
    private volatile @Nullable NetServer tls;
    private final StratumDoor door;
    private long roundTimer = NO_TIMER;

    /**
     * @param admission of all event loops
     * @param ports told of those in use
     * @param certificate of the TLS port, if there is one
     */
    EventLoopServer(
            StratumConfig config,
            JobFeed feed,
            EventLoopWork work,
            Admission admission,
            StratumPorts ports,
            @Nullable PemKeyCertOptions certificate) {
        this.config = config;
        this.feed = feed;
        this.work = work;
        this.admission = admission;
        this.ports = ports;
        this.certificate = certificate;
        this.door = new StratumDoor(config.subscribeTimeout(), feed, work, admission);
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
        vertx.setPeriodic(deadlines.lookMillis(), _ -> deadlines.look(protocols.values(), work.nanos()));
        List<Future<?>> listening = new ArrayList<>();
        listening.add(listen(Kind.PLAIN, config.port()));
        config.proxyPort().ifPresent(wanted -> listening.add(listen(Kind.PROXIED, wanted)));
        config.rentedPort().ifPresent(wanted -> listening.add(listen(Kind.RENTED, wanted)));
        if (certificate != null) {
            config.tlsPort().ifPresent(wanted -> listening.add(listen(Kind.TLS, wanted)));
        }
        Future.all(listening).<Void>mapEmpty().onComplete(started);
    }

    private Future<?> listen(Kind kind, int wanted) {
        NetServerOptions options = new NetServerOptions()
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setUseProxyProtocol(isProxied(kind))
                .setAcceptBacklog(ACCEPT_BACKLOG);
        if (kind == Kind.TLS) {
            options.setSsl(true)
                    .setKeyCertOptions(certificate)
                    .setSslHandshakeTimeout(config.subscribeTimeout().toMillis())
                    .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        }
        NetServer server = new AdmittingServer(vertx, options, door, this::guardHeader)
                .exceptionHandler(_ -> admission.refused(Admission.Refusal.HANDSHAKE))
                .connectHandler(socket -> connected(socket, kind));
        if (kind == Kind.TLS) {
            tls = server;
        }
        return server.listen(wanted == 0 ? kind.anyFree() : wanted, config.host())
                .onSuccess(listening -> ports.use(kind, listening.actualPort()));
    }

    /** Takes another certificate for connections to come; those there are stay. */
    Future<?> certify(PemKeyCertOptions options) {
        NetServer server = tls;
        return server == null
                ? Future.succeededFuture()
                : server.updateSSLOptions(new SSLOptions().setKeyCertOptions(options));
    }

    private boolean isProxied(Kind kind) {
        return kind == Kind.PROXIED || kind == Kind.PLAIN && config.proxyProtocol();
    }

    private void guardHeader(Channel channel) {
        ChannelHandlerContext decoder = channel.pipeline().context(HAProxyMessageDecoder.class);
        if (decoder != null) {
            channel.pipeline()
                    .addAfter(
                            decoder.name(),
                            null,
                            new ProxyHeaderGuard(
                                    config.subscribeTimeout().toMillis(),
                                    () -> admission.refused(Admission.Refusal.HANDSHAKE)));
        }
    }

    private void connected(NetSocket socket, Kind kind) {
        Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
        Seat seat = Seat.of(channel);
        if (channel.pipeline().get(ProxyHeaderGuard.class) != null) {
            channel.pipeline().remove(ProxyHeaderGuard.class);
        }
        if (seat == null
                || isProxied(kind)
                        && !seat.moveTo(MinerAddress.of(socket.remoteAddress().hostAddress()), work.now())) {
            close(socket);
            return;
        }
        socket.setWriteQueueMaxSize(SEND_QUEUE_BYTES_MAX);
        StratumConnection connection = new StratumConnection(
                bytes -> send(socket, bytes), () -> close(socket), made -> protocol(socket, made, kind), work::nanos);
        socket.handler(connection::receive);
        socket.exceptionHandler(_ -> connection.close());
        socket.closeHandler(_ -> closed(socket, seat.address()));
    }

    /** Takes no more connections, asks all miners to connect anew, and closes those that are left after {@code millis}. */
    Future<Void> drain(long millis) {
        Promise<Void> drained = Promise.promise();
        context.runOnContext(_ -> {
            door.shut();
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

    private StratumProtocol protocol(NetSocket socket, StratumConnection connection, Kind kind) {
        StratumProtocol protocol = new StratumProtocol(connection, work, kind == Kind.RENTED);
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
