package org.vanta.appliance.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.gossip.TestSidecar.Options;
import org.vanta.appliance.gossip.TestSidecar.Wire;
import org.vanta.appliance.gossip.transport.BootstrapPeer;
import org.vanta.appliance.gossip.transport.EndpointKey;
import org.vanta.appliance.gossip.transport.Ticket;
import org.vanta.appliance.note.EncryptedNote;

/** Goal: the operator is told how gossip is, and peers are told what is news. Method: a service on 127.0.0.1 and another node, over QUIC. */
@Timeout(90)
class GossipServiceTest {
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path directory;

    @AfterEach
    void closeVertx() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private GossipService service(int port, IndexedChain chain, BootstrapPeer... bootstrap) {
        GossipService service = notStarted(port, chain, bootstrap);
        service.start();
        return service;
    }

    private GossipService notStarted(int port, IndexedChain chain, BootstrapPeer... bootstrap) {
        GossipSettings settings = new GossipSettings(
                true,
                TestSidecar.TOPIC,
                true,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                true,
                false,
                List.of(bootstrap),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                directory);
        return new GossipService(settings, vertx, _ -> NoteInbox.Fate.STORED, chain, InstantSource.system());
    }

    @Test
    void tellsOfNotesThatCameBeforeItsStart() throws Exception {
        EncryptedNote note = TestSidecar.note("early");
        try (TestSidecar chain = new TestSidecar(Options.of(Wire.QUIC));
                GossipService service = notStarted(0, chain)) {
            service.publish(new GossipMessage.NoteSent(note));
            for (int i = 1; i <= GossipService.EARLY_MAX; i++) {
                service.publish(new GossipMessage.NoteSent(TestSidecar.note("early " + i)));
            }
            service.start();
            String ticket = service.endpoint().orElseThrow().ticket();
            try (TestSidecar other = new TestSidecar(Options.of(Wire.QUIC).bootstrap(BootstrapPeer.parse(ticket)))) {
                TestSidecar.await("the note", () -> other.inbox.containsKey(note));
            }
            assertThat(service.tally().of(MessageKind.NOTE, MessageFate.PUBLISHED))
                    .isEqualTo(GossipService.EARLY_MAX);
            assertThat(service.tally().of(MessageKind.NOTE, MessageFate.DROPPED))
                    .as("as many as may wait do")
                    .isEqualTo(1);
        }
    }

    @Test
    void aPortThatAnotherHasIsNamedWithTheRemedyAndThrowsNothing() throws IOException {
        try (TestSidecar chain = new TestSidecar(Options.of(Wire.QUIC));
                DatagramSocket another = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                GossipService service = service(another.getLocalPort(), chain)) {
            assertThat(service.status().state()).isEqualTo(GossipStatus.State.DOWN);
            assertThat(service.status().sentence())
                    .contains("port " + another.getLocalPort())
                    .contains("VANTA_GOSSIP_PORT");
            assertThat(service.peerCount()).isZero();
            service.publish(new GossipMessage.NoteSent(TestSidecar.note("to nobody")));
        }
    }

    @Test
    void isAloneWhileNoBootstrapPeerAnswersAndConnectedOnceSomebodyComes() throws Exception {
        try (TestSidecar chain = new TestSidecar(Options.of(Wire.QUIC))) {
            Ticket nobody = new Ticket(EndpointKey.generate().id(), chain.node.address());
            try (GossipService service = service(0, chain, BootstrapPeer.parse(nobody.text()))) {
                assertThat(service.status().state()).isEqualTo(GossipStatus.State.ALONE);
                assertThat(service.status().sentence()).contains("none of the 1 bootstrap peers answers");
                String ticket = service.endpoint().orElseThrow().ticket();
                try (TestSidecar other =
                        new TestSidecar(Options.of(Wire.QUIC).bootstrap(BootstrapPeer.parse(ticket)))) {
                    TestSidecar.await("a neighbour", () -> service.peerCount() == 1);
                    assertThat(service.status().state()).isEqualTo(GossipStatus.State.CONNECTED);
                    other.publish(TestSidecar.note("heard"));
                    TestSidecar.await("the note", () -> service.tally().deliveries() == 1);
                    assertThat(service.tally().deliveryNanos())
                            .isBetween(1L, Duration.ofMinutes(1).toNanos());
                }
            }
        }
    }

    @Test
    void tellsOfBlocksThatAreNewsAndKeepsQuietWhileItCatchesUp() throws Exception {
        Hash256 news = TestSidecar.note("news").commitment();
        Hash256 old = TestSidecar.note("old").commitment();
        try (TestSidecar other = new TestSidecar(Options.of(Wire.QUIC));
                GossipService service = service(0, other, other.bootstrapPeer())) {
            TestSidecar.await("a neighbour", () -> service.peerCount() == 1);
            Instant now = Instant.now();
            service.blockApplied(now.minus(GossipService.NEWS).minusSeconds(1), List.of(old), List.of(old));
            service.blockApplied(now, List.of(news), List.of(news));
            TestSidecar.await(
                    "both hints", () -> other.node.hintedCommitments() == 1 && other.node.hintedNullifiers() == 1);
        }
    }
}
