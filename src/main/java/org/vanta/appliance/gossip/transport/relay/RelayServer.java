package org.vanta.appliance.gossip.transport.relay;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.vanta.appliance.gossip.core.PeerId;

/**
 * A relay for endpoints that can't be reached directly. Everything of it runs on one event loop but the signature checks. Plain HTTP: TLS is a
 * proxy's work, and what passes is encrypted from end to end anyway.
 */
public final class RelayServer {
    private static final String PATH = "/relay";
    private static final int IDLE_SECONDS = 60;

    private final Vertx vertx;
    private final RelayLimits limits;
    private final HttpServer http;
    private final Context loop;
    private final SecureRandom random = new SecureRandom();
    private final Map<PeerId, RelaySession> sessions = new HashMap<>();
    private final Map<String, Integer> byNetwork = new HashMap<>();
    private final AtomicLong relayed = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private int open;

    public RelayServer(Vertx vertx, RelayLimits limits) {
        this.vertx = vertx;
        this.limits = limits;
        this.loop = vertx.getOrCreateContext();
        this.http = vertx.createHttpServer(new HttpServerOptions()
                .setMaxWebSocketFrameSize(RelayFrame.FRAME_MAX)
                .setMaxWebSocketMessageSize(RelayFrame.FRAME_MAX)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setWebSocketSubProtocols(List.of(RelayFrame.PROTOCOL))
                .setIdleTimeout(IDLE_SECONDS)
                .setMaxHeaderSize(8 * 1024));
        http.requestHandler(RelayServer::probe)
                .webSocketHandshakeHandler(this::admit)
                .webSocketHandler(this::accept);
    }

    /** Listens; the result is the port in use. */
    public Future<Integer> listen(String host, int port) {
        return Future.future(result -> loop.runOnContext(
                _ -> http.listen(port, host).map(HttpServer::actualPort).onComplete(result)));
    }

    /** Packets passed on since the start. */
    public long relayed() {
        return relayed.get();
    }

    /** Packets dropped since the start: for an endpoint that is not here, over a limit, or in a full queue. */
    public long dropped() {
        return dropped.get();
    }

    public Future<Void> close() {
        return http.close();
    }

    /** What clients ask a relay to measure the way to it and to find out whether a portal is between. */
    private static void probe(HttpServerRequest request) {
        boolean portalCheck = "/generate_204".equals(request.path());
        request.response()
                .putHeader("Access-Control-Allow-Origin", "*")
                .setStatusCode(portalCheck ? 204 : "/ping".equals(request.path()) ? 200 : 404)
                .end();
    }

    private void admit(ServerWebSocketHandshake handshake) {
        String network = network(handshake.remoteAddress().hostAddress());
        if (!PATH.equals(handshake.path())) {
            handshake.reject(404);
        } else if (open >= limits.clients() || byNetwork.getOrDefault(network, 0) >= limits.clientsPerAddress()) {
            handshake.reject(503);
        } else {
            handshake.accept();
        }
    }

    static String network(String address) {
        return HexFormat.of().formatHex(IpNetwork.of(InetAddress.ofLiteral(address)));
    }

    private void accept(ServerWebSocket socket) {
        String network = network(socket.remoteAddress().hostAddress());
        open++;
        byNetwork.merge(network, 1, Integer::sum);
        byte[] challenge = new byte[RelayFrame.CHALLENGE_BYTES];
        random.nextBytes(challenge);
        RelaySession session = new RelaySession(this, vertx, limits, socket, challenge);
        socket.closeHandler(_ -> {
            open--;
            byNetwork.computeIfPresent(network, (_, n) -> n > 1 ? n - 1 : null);
            session.closed();
        });
        session.begin();
    }

    /** An endpoint has proved its key; an older connection of it is closed. */
    void joined(PeerId peer, RelaySession session) {
        RelaySession older = sessions.put(peer, session);
        if (older != null) {
            older.close();
        }
    }

    void left(PeerId peer, RelaySession session) {
        sessions.remove(peer, session);
    }

    /** Passes packets on; false if the endpoint they are for is not here. */
    boolean pass(PeerId from, RelayFrame.Packets packets) {
        RelaySession to = sessions.get(packets.peer());
        boolean sent = to != null
                && to.send(new RelayFrame.Packets(false, from, packets.ecn(), packets.segment(), packets.content()));
        (sent ? relayed : dropped).incrementAndGet();
        return to != null;
    }

    void dropped(int packets) {
        dropped.addAndGet(packets);
    }
}
