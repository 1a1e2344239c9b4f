package org.vanta.appliance.gossip.transport.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.gossip.transport.EndpointKey;

/** Goal: a relay serves who proves a key, within limits. Method: WebSocket clients that play every part, honest and not. */
@Timeout(60)
class RelayServerTest {
    private static final RelayLimits LIMITS = new RelayLimits(4, 3, 10_000, 20_000, 512 * 1024);

    private final EndpointKey alice = EndpointKey.generate();
    private final EndpointKey bob = EndpointKey.generate();
    private Vertx vertx;
    private RelayServer relay;
    private WebSocketClient http;
    private int port;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        relay = new RelayServer(vertx, LIMITS);
        port = relay.listen("127.0.0.1", 0)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        http = vertx.createWebSocketClient();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private final class Client {
        final LinkedBlockingQueue<RelayFrame> frames = new LinkedBlockingQueue<>();
        final LinkedBlockingQueue<Short> closed = new LinkedBlockingQueue<>();
        final WebSocket socket;
        final byte[] challenge;

        Client() throws InterruptedException {
            // The handlers stand before it connects: the relay's challenge may come with its handshake.
            ClientWebSocket connecting = http.webSocket();
            connecting.binaryMessageHandler(
                    message -> RelayFrame.decode(message.getBytes()).ifPresent(frames::add));
            connecting.closeHandler(
                    _ -> closed.add(connecting.closeStatusCode() == null ? 0 : connecting.closeStatusCode()));
            socket = connecting
                    .connect(new WebSocketConnectOptions()
                            .setHost("127.0.0.1")
                            .setPort(port)
                            .setURI("/relay")
                            .addSubProtocol(RelayFrame.PROTOCOL))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            challenge = ((RelayFrame.Challenge) next()).bytes();
        }

        RelayFrame next() throws InterruptedException {
            RelayFrame frame = frames.poll(10, TimeUnit.SECONDS);
            assertThat(frame).as("a frame within 10 s").isNotNull();
            return frame;
        }

        Client prove(EndpointKey key, PeerId as, byte[] signedChallenge) {
            send(new RelayFrame.Proof(as, key.sign(RelayProof.signed(signedChallenge))));
            return this;
        }

        Client join(EndpointKey key) throws InterruptedException {
            prove(key, key.id(), challenge);
            assertThat(next()).isInstanceOf(RelayFrame.Accepted.class);
            return this;
        }

        void send(RelayFrame frame) {
            socket.writeBinaryMessage(Buffer.buffer(frame.encoded()));
        }

        void isShutOut() throws InterruptedException {
            assertThat(closed.poll(15, TimeUnit.SECONDS)).isEqualTo((short) 1008);
        }
    }

    private static RelayFrame.Packets to(EndpointKey peer, int bytes) {
        return new RelayFrame.Packets(true, peer.id(), (byte) 2, 0, new byte[bytes]);
    }

    @Test
    void passesPacketsBetweenThoseWhoProvedTheirKeys() throws Exception {
        Client a = new Client().join(alice);
        Client b = new Client().join(bob);
        a.send(to(bob, 100));
        RelayFrame.Packets got = (RelayFrame.Packets) b.next();
        assertThat(got.peer()).isEqualTo(alice.id());
        assertThat(got.toRelay()).isFalse();
        assertThat(got.ecn()).isEqualTo((byte) 2);
        assertThat(got.content()).hasSize(100);
        assertThat(relay.relayed()).isEqualTo(1);
    }

    @Test
    void saysThatAPeerIsNotHere() throws Exception {
        Client a = new Client().join(alice);
        a.send(to(bob, 100));
        assertThat(((RelayFrame.Gone) a.next()).peer()).isEqualTo(bob.id());
        assertThat(relay.dropped()).isEqualTo(1);
    }

    @Test
    void answersAPing() throws Exception {
        Client a = new Client().join(alice);
        a.send(new RelayFrame.Ping(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
        assertThat(((RelayFrame.Pong) a.next()).bytes()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void refusesAWrongAProxiedAndAReplayedProof() throws Exception {
        Client wrong = new Client();
        wrong.prove(bob, alice.id(), wrong.challenge);
        assertThat(wrong.next()).isInstanceOf(RelayFrame.Denied.class);
        wrong.isShutOut();
        byte[] old = new Client().challenge;
        Client replayed = new Client().prove(alice, alice.id(), old);
        assertThat(replayed.next()).isInstanceOf(RelayFrame.Denied.class);
        replayed.isShutOut();
    }

    @Test
    void wantsTheProofFirstAndThenOnlyWhatClientsSend() throws Exception {
        Client early = new Client();
        early.send(to(bob, 10));
        early.isShutOut();
        Client odd = new Client().join(alice);
        odd.send(new RelayFrame.Accepted());
        odd.isShutOut();
        Client text = new Client().join(alice);
        text.socket.writeTextMessage("hello");
        text.isShutOut();
    }

    @Test
    void theNewerConnectionOfAnEndpointCounts() throws Exception {
        Client older = new Client().join(alice);
        Client newer = new Client().join(alice);
        assertThat(older.closed.poll(10, TimeUnit.SECONDS)).isNotNull();
        Client b = new Client().join(bob);
        b.send(to(alice, 10));
        assertThat(newer.next()).isInstanceOf(RelayFrame.Packets.class);
    }

    @Test
    void dropsWhatIsOverAnEndpointsRate() throws Exception {
        Client a = new Client().join(alice);
        Client b = new Client().join(bob);
        for (int i = 0; i < 100; i++) {
            a.send(to(bob, 1_000));
        }
        a.send(new RelayFrame.Ping(new byte[8]));
        Client later = new Client().join(EndpointKey.generate());
        later.send(to(bob, 7));
        int arrived = 0;
        while (((RelayFrame.Packets) b.next()).content().length != 7) {
            arrived++;
        }
        assertThat(arrived).isBetween(15, 60);
        assertThat(relay.dropped()).isEqualTo(100 - arrived);
    }

    @Test
    void oneAddressHasItsShareOfConnections() throws Exception {
        for (int i = 0; i < LIMITS.clientsPerAddress(); i++) {
            new Client();
        }
        Assertions.assertThatThrownBy(Client::new)
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("503");
    }
}
