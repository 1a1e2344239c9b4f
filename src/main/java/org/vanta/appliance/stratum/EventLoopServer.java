package org.vanta.appliance.stratum;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.job.JobFeed;
import org.vanta.appliance.job.JobListener;

/** The Stratum port on one event loop: accepts connections, moves bytes, brings jobs over from the feed's threads. */
final class EventLoopServer extends AbstractVerticle implements JobListener {
    /** Unsent bytes of one connection; a reader that slow is dropped, never waited for. */
    static final int SEND_QUEUE_BYTES_MAX = 64 * 1024;

    private static final int ACCEPT_BACKLOG = 4096;
    /** Vert.x's way to say: any free port, but the same for all verticles of a deployment. */
    private static final int ANY_SHARED_PORT = -1;

    private final StratumConfig config;
    private final JobFeed feed;
    private final EventLoopWork work;
    private final AtomicInteger connections;
    private final AtomicInteger port;
    private final Map<NetSocket, StratumProtocol> protocols = new LinkedHashMap<>();
    private long roundTimer;

    /**
     * @param connections counted over all event loops
     * @param port set to the one in use
     */
    EventLoopServer(
            StratumConfig config, JobFeed feed, EventLoopWork work, AtomicInteger connections, AtomicInteger port) {
        this.config = config;
        this.feed = feed;
        this.work = work;
        this.connections = connections;
        this.port = port;
    }

    @Override
    public void start(Promise<Void> started) {
        feed.add(this);
        Job job = feed.current();
        if (job != null) {
            var unused = work.take(job);
        }
        vertx.createNetServer(new NetServerOptions()
                        .setTcpNoDelay(true)
                        .setTcpKeepAlive(true)
                        .setAcceptBacklog(ACCEPT_BACKLOG))
                .connectHandler(this::connected)
                .listen(config.port() == 0 ? ANY_SHARED_PORT : config.port(), config.host())
                .onSuccess(server -> port.set(server.actualPort()))
                .<Void>mapEmpty()
                .onComplete(started);
    }

    @Override
    public void stop() {
        feed.remove(this);
        endRound();
        List.copyOf(protocols.keySet()).forEach(NetSocket::close);
    }

    private void connected(NetSocket socket) {
        if (feed.isExpired() || connections.get() >= config.connectionsMax()) {
            var unused = socket.close();
            return;
        }
        connections.incrementAndGet();
        socket.setWriteQueueMaxSize(SEND_QUEUE_BYTES_MAX);
        StratumConnection connection = new StratumConnection(
                bytes -> send(socket, bytes), () -> close(socket), made -> protocol(socket, made));
        socket.handler(connection::receive);
        socket.exceptionHandler(_ -> connection.close());
        socket.closeHandler(_ -> closed(socket));
    }

    private StratumProtocol protocol(NetSocket socket, StratumConnection connection) {
        StratumProtocol protocol = new StratumProtocol(connection, work);
        protocols.put(socket, protocol);
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

    private void closed(NetSocket socket) {
        StratumProtocol protocol = protocols.remove(socket);
        if (protocol != null) {
            protocol.closed();
            connections.decrementAndGet();
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
        vertx.cancelTimer(roundTimer);
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
