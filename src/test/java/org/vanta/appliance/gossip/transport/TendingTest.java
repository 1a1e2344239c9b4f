package org.vanta.appliance.gossip.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.core.TopicId;

/** Goal: what goes wrong with one connection costs no other. Method: connections that fail when they are tended or closed. */
@Timeout(30)
class TendingTest {
    private final PeerConnections connections = new PeerConnections(TransportLimits.ONE_MACHINE);

    private final class Fickle extends PeerConnection {
        final CountDownLatch tended = new CountDownLatch(2);
        volatile Runnable onKeepAlive = () -> {};
        volatile Runnable onShut = () -> {};

        Fickle() {
            super(connections, EndpointKey.generate().id(), new InetSocketAddress("127.0.0.1", 1), false);
            assertThat(connections.add(this)).isEmpty();
        }

        @Override
        void write(TopicId topic, List<byte[]> frames) {}

        @Override
        void nudge() {}

        @Override
        void finish() {}

        @Override
        void shut(String reason) {
            onShut.run();
        }

        @Override
        boolean isAlive() {
            return true;
        }

        @Override
        void keepAlive() {
            tended.countDown();
            onKeepAlive.run();
        }
    }

    private static void fail() {
        throw new IllegalStateException("closed meanwhile");
    }

    private static void failBadly() {
        throw new StackOverflowError("of the test");
    }

    @Test
    void aConnectionThatFailsKeepsNoOtherFromBeingTended() {
        List<Fickle> all = List.of(new Fickle(), new Fickle());
        for (Fickle each : all) {
            each.onKeepAlive = TendingTest::fail;
        }
        connections.tend(System.nanoTime());
        for (Fickle each : all) {
            assertThat(each.tended.getCount()).isEqualTo(1);
        }
    }

    @Test
    void anErrorDoesNotEndTheUpkeep() throws InterruptedException {
        Fickle connection = new Fickle();
        connection.onKeepAlive = TendingTest::failBadly;
        try (ScheduledExecutorService tender = Executors.newSingleThreadScheduledExecutor()) {
            connections.tendEvery(Duration.ofMillis(1), tender);
            assertThat(connection.tended.await(20, TimeUnit.SECONDS)).isTrue();
            tender.shutdownNow();
        }
    }

    @Test
    void aConnectionThatFailsToShutIsForgottenAllTheSame() {
        Fickle connection = new Fickle();
        connection.onShut = TendingTest::fail;
        assertThatThrownBy(() -> connection.close("test")).hasMessage("closed meanwhile");
        assertThat(connections.isConnected(connection.peer())).isFalse();
    }

    @Test
    void aDialThatFailsOddlyIsToldAndMayBeRepeated() throws InterruptedException {
        Witness witness = new Witness();
        connections.listener(witness);
        Dials dials = new Dials(EndpointKey.generate().id(), connections, 1, System::nanoTime);
        EndpointKey peer = EndpointKey.generate();
        PeerAddress address = new PeerAddress(Optional.empty(), List.of(new InetSocketAddress("127.0.0.1", 1)));
        for (int i = 0; i < 2; i++) {
            dials.dial(
                    peer.id(),
                    address,
                    GossipTransport.PATIENT,
                    (_, _) -> {
                        throw new IllegalStateException("of the test");
                    },
                    Optional.empty());
            assertThat(witness.await("unreachable").text()).contains("of the test");
        }
    }

    @Test
    void aListenerThatFailsBadlyIsToldWhatComesNext() throws InterruptedException {
        Witness witness = new Witness();
        connections.listener(witness);
        witness.onConnected = TendingTest::failBadly;
        var unused = new Fickle();
        witness.onConnected = () -> {};
        Fickle next = new Fickle();
        assertThat(witness.await("connected").peer()).isEqualTo(next.peer());
    }
}
