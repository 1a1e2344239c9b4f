package org.vanta.appliance.gossip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.transport.relay.RelayLimits;
import org.vanta.appliance.gossip.transport.relay.RelayServer;

/** Goal: endpoints that know of each other only a relay get through it. Method: our relay, between our endpoints and real iroh ones. */
@Timeout(60)
class RelayedTest {
    private static final byte[] JOIN = HexFormat.of().parseHex("000001020000");

    private Vertx vertx;
    private RelayServer relay;
    private URI url;

    @BeforeEach
    void startRelay() throws Exception {
        vertx = Vertx.vertx();
        relay = new RelayServer(vertx, RelayLimits.DEFAULT);
        int port = relay.listen("127.0.0.1", 0)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        url = URI.create("http://127.0.0.1:" + port + "/");
    }

    @AfterEach
    void stopRelay() throws Exception {
        relay.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Node node() throws Exception {
        Node node = new Node(
                IrohQuicTransport::new,
                new TransportSettings(Node.LOOPBACK, List.of(), true, List.of(url), TransportLimits.ONE_MACHINE));
        awaitRelay(node, true);
        return node;
    }

    private void awaitRelay(Node node, boolean connected) throws InterruptedException {
        assertThat(((IrohQuicTransport) node.transport).awaitRelays(connected, Duration.ofSeconds(20)))
                .as("relay connected is " + connected)
                .isTrue();
    }

    private PeerAddress onlyRelay() {
        return new PeerAddress(Optional.of(url.toString()), List.of());
    }

    @Test
    void twoEndpointsMeetThroughTheRelay() throws Exception {
        try (Node a = node();
                Node b = node()) {
            AtomicInteger begun = new AtomicInteger();
            b.witness.admittedAddress = _ -> begun.incrementAndGet() > 0;
            a.transport.dial(b.key.id(), onlyRelay());
            a.witness.await("connected");
            assertThat(b.witness.await("connected").peer()).isEqualTo(a.key.id());
            assertThat(begun).as("handshakes weighed").hasValue(1);
            for (int i = 0; i < 200; i++) {
                assertThat(a.transport.send(b.key.id(), Node.TOPIC, new byte[300]))
                        .isTrue();
            }
            assertThat(b.witness.await("received", 200)).hasSize(200);
            assertThat(b.transport.send(a.key.id(), Node.TOPIC, JOIN)).isTrue();
            assertThat(a.witness.await("received").frame()).isEqualTo(JOIN);
            assertThat(relay.relayed()).isPositive();
        }
    }

    @Test
    void bothMayDialAtOnceThroughTheSameRelay() throws Exception {
        try (Node a = node();
                Node b = node()) {
            a.transport.dial(b.key.id(), onlyRelay());
            b.transport.dial(a.key.id(), onlyRelay());
            a.witness.await("connected");
            b.witness.await("connected");
            assertThat(a.transport.send(b.key.id(), Node.TOPIC, JOIN)).isTrue();
            assertThat(b.transport.send(a.key.id(), Node.TOPIC, JOIN)).isTrue();
            assertThat(a.witness.await("received").frame()).isEqualTo(JOIN);
            assertThat(b.witness.await("received").frame()).isEqualTo(JOIN);
        }
    }

    @Test
    void aDirectAddressThatFailsIsFollowedByTheRelay() throws Exception {
        PeerAddress gone;
        try (Node c = node()) {
            gone = c.transport.address();
        }
        try (Node a = node();
                Node b = node()) {
            a.transport.dial(b.key.id(), gone);
            a.witness.await("connected");
            b.witness.await("connected");
        }
    }

    @Test
    void aRelayThatTheOperatorDidNotNameIsNotCalled() throws Exception {
        try (Node a = new Node(IrohQuicTransport::new);
                Node b = node()) {
            a.transport.dial(b.key.id(), onlyRelay());
            assertThat(a.witness.await("unreachable").text()).contains("no address");
        }
    }

    @Test
    void aRealIrohPeerIsReachedThroughOurRelay() throws Exception {
        try (IrohPeer iroh = IrohPeer.start(Optional.of(url.toString()));
                Node node = node()) {
            node.transport.dial(iroh.id(), onlyRelay());
            node.witness.await("connected");
            assertThat(iroh.await("accepted").get("relayed").asBoolean()).isTrue();
            assertThat(node.transport.send(iroh.id(), Node.TOPIC, JOIN)).isTrue();
            assertThat(iroh.await("frame").get("frame").asText()).isEqualTo("000001020000");
            assertThat(node.witness.await("received").frame())
                    .isEqualTo(HexFormat.of().parseHex("0004000100"));
        }
    }

    @Test
    void aRealIrohPeerReachesUsThroughOurRelay() throws Exception {
        try (IrohPeer iroh = IrohPeer.start(Optional.of(url.toString()));
                Node node = node()) {
            iroh.dial(node.key.id(), onlyRelay());
            JsonNode connected = iroh.await("connected");
            assertThat(connected.get("peer").asText()).isEqualTo(node.key.id().hex());
            assertThat(connected.get("relayed").asBoolean()).isTrue();
            node.witness.await("connected");
            iroh.send(Node.TOPIC.toString(), "000001020000");
            assertThat(node.witness.await("received").frame()).isEqualTo(JOIN);
        }
    }

    @Test
    void theRelayComesBackAndSoDoTheEndpoints() throws Exception {
        try (Node a = node();
                Node b = node()) {
            int port = url.getPort();
            relay.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
            awaitRelay(a, false);
            awaitRelay(b, false);
            relay = new RelayServer(vertx, RelayLimits.DEFAULT);
            relay.listen("127.0.0.1", port)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            awaitRelay(a, true);
            awaitRelay(b, true);
            a.transport.dial(b.key.id(), onlyRelay());
            b.witness.await("connected");
        }
    }
}
