package org.vanta.appliance.gossip.transport.relay;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.gossip.core.PeerId;

/** One endpoint at a relay: it proves its key first, then sends and receives packets. Confined to the relay's event loop. */
final class RelaySession {
    private static final long PROOF_MS = 10_000;
    private static final long PING_MS = 15_000;
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final short POLICY_VIOLATION = 1008;

    private final RelayServer server;
    private final Vertx vertx;
    private final RelayLimits limits;
    private final ServerWebSocket socket;
    private final byte[] challenge;
    private @Nullable PeerId peer;
    private boolean proving;
    private long timer;
    private double allowance;
    private long allowedAt = System.nanoTime();

    RelaySession(RelayServer server, Vertx vertx, RelayLimits limits, ServerWebSocket socket, byte[] challenge) {
        this.server = server;
        this.vertx = vertx;
        this.limits = limits;
        this.socket = socket;
        this.challenge = challenge;
        this.allowance = limits.burstBytes();
    }

    void begin() {
        socket.setWriteQueueMaxSize(limits.queueBytes());
        socket.binaryMessageHandler(message -> received(message.getBytes()));
        socket.textMessageHandler(_ -> refuse("text"));
        timer = vertx.setTimer(PROOF_MS, _ -> refuse("no proof of a key in time"));
        write(new RelayFrame.Challenge(challenge));
    }

    void close() {
        write(new RelayFrame.Notice(12));
        socket.close();
    }

    void closed() {
        vertx.cancelTimer(timer);
        PeerId who = peer;
        if (who != null) {
            server.left(who, this);
        }
    }

    /** False if it was dropped, because the endpoint does not read or is leaving. */
    boolean send(RelayFrame frame) {
        if (socket.isClosed() || socket.writeQueueFull()) {
            return false;
        }
        write(frame);
        return true;
    }

    private void received(byte[] message) {
        RelayFrame frame = RelayFrame.decode(message).orElse(null);
        PeerId from = peer;
        if (from == null) {
            if (frame instanceof RelayFrame.Proof proof && !proving) {
                proving = true;
                check(proof);
            } else {
                refuse("a proof of the key comes first");
            }
            return;
        }
        switch (frame) {
            case RelayFrame.Packets packets when packets.toRelay() -> pass(from, packets);
            case RelayFrame.Ping(byte[] bytes) -> answer(bytes);
            case RelayFrame.Pong _ -> {}
            case null, default -> refuse("not a message of a client");
        }
    }

    private void check(RelayFrame.Proof proof) {
        vertx.executeBlocking(() -> RelayProof.holds(challenge, proof), false).onComplete(result -> {
            if (!Boolean.TRUE.equals(result.result())) {
                write(new RelayFrame.Denied("the signature does not match the key"));
                refuse("wrong proof");
            } else if (!socket.isClosed()) {
                peer = proof.peer();
                vertx.cancelTimer(timer);
                timer = vertx.setPeriodic(PING_MS, _ -> send(new RelayFrame.Ping(new byte[RelayFrame.PING_BYTES])));
                write(new RelayFrame.Accepted());
                server.joined(proof.peer(), this);
            }
        });
    }

    private void pass(PeerId from, RelayFrame.Packets packets) {
        if (!allows(packets.content().length)) {
            server.dropped(1);
        } else if (!server.pass(from, packets)) {
            send(new RelayFrame.Gone(packets.peer()));
        }
    }

    private void answer(byte[] ping) {
        if (allows(ping.length)) {
            send(new RelayFrame.Pong(ping));
        }
    }

    /** A token bucket of bytes; small messages count for what they cost, not for what they hold. */
    private boolean allows(int bytes) {
        long now = System.nanoTime();
        double earned = (now - allowedAt) / NANOS_PER_SECOND * limits.bytesPerSecond();
        allowance = Math.min(limits.burstBytes(), allowance + earned);
        allowedAt = now;
        int cost = Math.max(bytes, 128);
        if (allowance < cost) {
            return false;
        }
        allowance -= cost;
        return true;
    }

    private void write(RelayFrame frame) {
        if (!socket.isClosed()) {
            socket.writeBinaryMessage(Buffer.buffer(frame.encoded())).onFailure(_ -> socket.close());
        }
    }

    private void refuse(String reason) {
        socket.close(POLICY_VIOLATION, reason);
    }
}
