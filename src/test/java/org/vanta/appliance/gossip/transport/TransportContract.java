package org.vanta.appliance.gossip.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.core.TopicId;

/** What every transport keeps, over real sockets on this machine. */
@Timeout(60)
abstract class TransportContract {
    private static final byte[] FRAME = {0, 4, 0, 1, 0};

    abstract GossipTransport make(EndpointKey key, TransportSettings settings) throws IOException;

    private Node node() throws IOException {
        return new Node(this::make);
    }

    @Test
    void framesGoBothWaysOverTheConnectionThatOneSideDialled() throws Exception {
        try (Node a = node();
                Node b = node()) {
            a.connect(b);
            assertThat(a.transport.send(b.key.id(), Node.TOPIC, FRAME)).isTrue();
            Witness.Event atB = b.witness.await("received");
            assertThat(atB.peer()).isEqualTo(a.key.id());
            assertThat(atB.text()).isEqualTo(Node.TOPIC.toString());
            assertThat(atB.frame()).isEqualTo(FRAME);
            assertThat(b.transport.send(a.key.id(), Node.TOPIC, new byte[] {1, 1}))
                    .isTrue();
            assertThat(a.witness.await("received").frame()).isEqualTo(new byte[] {1, 1});
        }
    }

    @Test
    void framesKeepTheirOrderAndTheirTopic() throws Exception {
        TopicId other = TopicId.ofName("other");
        try (Node a = node();
                Node b = node()) {
            a.connect(b);
            for (int i = 0; i < 100; i++) {
                assertThat(a.transport.send(b.key.id(), i % 2 == 0 ? Node.TOPIC : other, new byte[] {(byte) i}))
                        .isTrue();
            }
            List<Witness.Event> frames = b.witness.await("received", 100);
            for (TopicId topic : List.of(Node.TOPIC, other)) {
                assertThat(frames.stream()
                                .filter(e -> e.text().equals(topic.toString()))
                                .map(e -> (int) e.frame()[0]))
                        .hasSize(50)
                        .isSorted();
            }
        }
    }

    @Test
    void theLargestFrameArrivesAndALargerOneIsNotSent() throws Exception {
        byte[] largest = new byte[GossipTransport.FRAME_MAX];
        Arrays.fill(largest, (byte) 7);
        try (Node a = node();
                Node b = node()) {
            a.connect(b);
            assertThat(a.transport.send(b.key.id(), Node.TOPIC, largest)).isTrue();
            assertThat(b.witness.await("received").frame()).isEqualTo(largest);
            assertThatThrownBy(() -> a.transport.send(b.key.id(), Node.TOPIC, new byte[largest.length + 1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("65536");
        }
    }

    @Test
    void whatIsQueuedArrivesBeforeTheConnectionCloses() throws Exception {
        try (Node a = node();
                Node b = node()) {
            a.connect(b);
            for (int i = 0; i < 100; i++) {
                assertThat(a.transport.send(b.key.id(), Node.TOPIC, new byte[200]))
                        .isTrue();
            }
            a.transport.disconnect(b.key.id(), "test is over");
            assertThat(b.witness.await("received", 100)).hasSize(100);
            b.witness.await("disconnected");
            a.witness.await("disconnected");
            assertThat(a.transport.send(b.key.id(), Node.TOPIC, FRAME)).isFalse();
        }
    }

    @Test
    void aPeerThatIsGoneIsToldAndMayComeBack() throws Exception {
        try (Node a = node();
                Node b = node()) {
            try (Node c = node()) {
                a.connect(c);
            }
            assertThat(a.witness.await("disconnected").peer()).isNotEqualTo(b.key.id());
            a.connect(b);
            a.transport.disconnect(b.key.id(), "for a moment");
            b.witness.await("disconnected");
            a.witness.await("disconnected");
            b.connect(a);
            assertThat(b.transport.send(a.key.id(), Node.TOPIC, FRAME)).isTrue();
            a.witness.await("received");
        }
    }

    @Test
    void twoPeersThatDialEachOtherAtOnceBothGetThrough() throws Exception {
        for (int round = 0; round < 5; round++) {
            try (Node a = node();
                    Node b = node()) {
                a.dial(b);
                b.dial(a);
                a.witness.await("connected");
                b.witness.await("connected");
                assertThat(a.transport.send(b.key.id(), Node.TOPIC, FRAME)).isTrue();
                assertThat(b.transport.send(a.key.id(), Node.TOPIC, FRAME)).isTrue();
                a.witness.await("received");
                b.witness.await("received");
            }
        }
    }

    @Test
    void aDiallerRefusesAnotherKeyThanItDialled() throws Exception {
        try (Node a = node();
                Node b = node();
                Node c = node()) {
            a.transport.dial(c.key.id(), b.transport.address());
            Witness.Event refused = a.witness.await("unreachable");
            assertThat(refused.peer()).isEqualTo(c.key.id());
            assertThat(b.witness.seen()).noneMatch(e -> e.kind().equals("received"));
        }
    }

    @Test
    void aBannedKeyIsShutOut() throws Exception {
        try (Node a = node();
                Node b = node()) {
            b.witness.admittedPeer = peer -> !peer.equals(a.key.id());
            a.dial(b);
            // The dialler may or may not be through before it hears of the refusal.
            assertThat(a.witness.awaitAny("unreachable", "disconnected").peer()).isEqualTo(b.key.id());
            assertThat(b.witness.seen()).isEmpty();
        }
    }

    @Test
    void aBannedAddressIsNotAnswered() throws Exception {
        try (Node a = node();
                Node b = node()) {
            b.witness.admittedAddress = _ -> false;
            a.dial(b);
            assertThat(a.witness.await("unreachable").peer()).isEqualTo(b.key.id());
            assertThat(b.witness.seen()).isEmpty();
        }
    }

    @Test
    void aDialWithoutAddressesOrToOneselfOrToNobodySaysWhy() throws Exception {
        try (Node a = node()) {
            a.transport.dial(a.key.id(), a.transport.address());
            assertThat(a.witness.await("unreachable").text()).contains("own id");
            a.transport.dial(EndpointKey.generate().id(), PeerAddress.UNKNOWN);
            assertThat(a.witness.await("unreachable").text()).contains("no address");
            PeerAddress gone;
            try (Node b = node()) {
                gone = b.transport.address();
            }
            a.transport.dial(EndpointKey.generate().id(), gone);
            assertThat(a.witness.await("unreachable").text()).contains("127.0.0.1");
        }
    }

    @Test
    void dialsBeyondTheLimitAreRefusedAtOnce() throws Exception {
        TransportLimits one = new TransportLimits(128, 128, 3, 1, 200, 200, 6_000, 4 << 20);
        try (Node a = new Node(this::make, one);
                Node b = node();
                Node c = node()) {
            a.connect(b);
            a.dial(c);
            assertThat(a.witness.await("not dialled").text()).contains("already 1 connections");
        }
    }

    @Test
    void oneAddressHasItsShareOfConnections() throws Exception {
        TransportLimits two = new TransportLimits(128, 2, 3, 16, 200, 200, 6_000, 4 << 20);
        try (Node server = new Node(this::make, two);
                Node a = node();
                Node b = node();
                Node c = node()) {
            a.connect(server);
            b.connect(server);
            c.dial(server);
            c.witness.await("connected");
            c.witness.await("disconnected");
            a.transport.disconnect(server.key.id(), "room for another");
            server.witness.await("disconnected");
            c.connect(server);
        }
    }

    /** Whoever sends faster waits: nothing of an honest peer's is lost, and what it costs us is bounded. */
    @Test
    void aConnectionIsReadAtItsPaceAndNothingOfItIsLost() throws Exception {
        TransportLimits slow = new TransportLimits(128, 128, 3, 16, 200, 200, 100, 4 << 20);
        try (Node reader = new Node(this::make, slow);
                Node a = node();
                Node b = node()) {
            a.connect(reader);
            b.connect(reader);
            long begun = System.nanoTime();
            for (int i = 0; i < 300; i++) {
                while (!a.transport.send(reader.key.id(), Node.TOPIC, new byte[] {(byte) i})) {
                    Thread.onSpinWait();
                }
            }
            assertThat(b.transport.send(reader.key.id(), Node.TOPIC, FRAME)).isTrue();
            List<Witness.Event> frames = reader.witness.await("received", 301);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(1_900));
            assertThat(frames.subList(0, 200).stream().map(Witness.Event::peer)).contains(b.key.id());
            assertThat(frames.stream()
                            .filter(e -> e.peer().equals(a.key.id()))
                            .map(e -> e.frame()[0])
                            .toList())
                    .isEqualTo(IntStream.range(0, 300).mapToObj(i -> (byte) i).toList());
            assertThat(reader.witness.seen()).isEmpty();
        }
    }

    @Test
    void aHandshakeIsWeighedOnce() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        try (Node a = node();
                Node b = node()) {
            b.witness.admittedAddress = _ -> begun.incrementAndGet() > 0;
            a.connect(b);
            assertThat(a.transport.send(b.key.id(), Node.TOPIC, FRAME)).isTrue();
            b.witness.await("received");
            assertThat(begun).hasValue(1);
        }
    }

    @Test
    void oneAddressHasItsShareOfHandshakes() throws Exception {
        TransportLimits few = new TransportLimits(128, 128, 3, 16, 0, 200, 6_000, 4 << 20);
        try (Node server = new Node(this::make, few);
                Node a = node()) {
            a.dial(server);
            a.witness.await("unreachable");
            assertThat(server.witness.seen()).isEmpty();
        }
    }
}
