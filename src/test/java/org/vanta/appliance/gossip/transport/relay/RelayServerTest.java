package org.vanta.appliance.gossip.transport.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
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
    private HttpClient http;
    private int port;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        relay = new RelayServer(vertx, LIMITS);
        port = relay.listen("127.0.0.1", 0)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        http = HttpClient.newHttpClient();
    }

    @AfterEach
    void stop() throws Exception {
        http.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private final class Client implements WebSocket.Listener {
        final LinkedBlockingQueue<RelayFrame> frames = new LinkedBlockingQueue<>();
        final LinkedBlockingQueue<Integer> closed = new LinkedBlockingQueue<>();
        private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
        final WebSocket socket;
        final byte[] challenge;

        Client() throws InterruptedException {
            socket = http.newWebSocketBuilder()
                    .subprotocols(RelayFrame.PROTOCOL)
                    .buildAsync(URI.create("ws://127.0.0.1:" + port + "/relay"), this)
                    .join();
            challenge = ((RelayFrame.Challenge) next()).bytes();
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            byte[] part = new byte[data.remaining()];
            data.get(part);
            partial.writeBytes(part);
            if (last) {
                RelayFrame.decode(partial.toByteArray()).ifPresent(frames::add);
                partial.reset();
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            closed.add(status);
            return null;
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
            socket.sendBinary(ByteBuffer.wrap(frame.encoded()), true).join();
        }

        void isShutOut() throws InterruptedException {
            assertThat(closed.poll(15, TimeUnit.SECONDS)).isEqualTo(1008);
        }
    }

    private static RelayFrame.Packets to(EndpointKey peer, int bytes) {
        return new RelayFrame.Packets(true, peer.id(), (byte) 2, 0, new byte[bytes]);
    }

    /** A packet is there before it is counted. */
    private static void assertCounts(LongSupplier counter, long expected) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (counter.getAsLong() < expected && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(counter.getAsLong()).isEqualTo(expected);
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
        assertCounts(relay::relayed, 1);
    }

    @Test
    void saysThatAPeerIsNotHere() throws Exception {
        Client a = new Client().join(alice);
        a.send(to(bob, 100));
        assertThat(((RelayFrame.Gone) a.next()).peer()).isEqualTo(bob.id());
        assertCounts(relay::dropped, 1);
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
        text.socket.sendText("hello", true).join();
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
        assertCounts(() -> relay.relayed() + relay.dropped(), 100);
        Client later = new Client().join(EndpointKey.generate());
        later.send(to(bob, 7));
        int arrived = 0;
        while (((RelayFrame.Packets) b.next()).content().length != 7) {
            arrived++;
        }
        assertThat(arrived).isBetween(15, 60);
        assertCounts(relay::dropped, 100 - arrived);
    }

    @Test
    void anIpv6NetworkCountsAsOneAddress() {
        assertThat(RelayServer.network("2001:db8:0:0:0:0:0:1")).isEqualTo(RelayServer.network("2001:db8::ffff:2"));
        assertThat(RelayServer.network("2001:db8:0:1::1")).isNotEqualTo(RelayServer.network("2001:db8::1"));
        assertThat(RelayServer.network("192.0.2.1")).isNotEqualTo(RelayServer.network("192.0.2.2"));
    }

    @Test
    void oneAddressHasItsShareOfConnections() throws Exception {
        for (int i = 0; i < LIMITS.clientsPerAddress(); i++) {
            new Client();
        }
        Assertions.assertThatThrownBy(Client::new)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(503));
    }
}
