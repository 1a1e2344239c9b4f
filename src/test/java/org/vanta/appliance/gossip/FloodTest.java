package org.vanta.appliance.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.gossip.TestSidecar.Options;
import org.vanta.appliance.gossip.TestSidecar.Wire;
import org.vanta.appliance.gossip.core.Content;
import org.vanta.appliance.gossip.core.Frame;
import org.vanta.appliance.gossip.core.FrameCodec;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.gossip.core.Scope;
import org.vanta.appliance.gossip.transport.EndpointKey;
import org.vanta.appliance.gossip.transport.GossipTransport;
import org.vanta.appliance.gossip.transport.SilentListener;
import org.vanta.appliance.gossip.transport.TlsTcpTransport;
import org.vanta.appliance.gossip.transport.TransportLimits;
import org.vanta.appliance.gossip.transport.TransportSettings;
import org.vanta.appliance.note.EncryptedNote;

/** Goal: a peer that floods is throttled, then banned, and others are served meanwhile. Method: a bare transport that sends all it can. */
class FloodTest {
    private static final int FLOOD = 8_000;
    /** So tight that any machine floods them. */
    private static final InboundLimits TIGHT = new InboundLimits(
            new InboundLimits.Rate(50, 20, 1 << 20, 1 << 20),
            new InboundLimits.Rate(100, 20, 1 << 20, 1 << 20),
            16,
            1_024,
            1 << 20);

    /** It need not have made what it passes on: strangers can make it as much as they like. */
    @Test
    void aNeighbourThatPassesAFloodOnIsThrottledAndStaysAndOthersAreServed() throws Exception {
        try (TestSidecar victim = new TestSidecar(Options.of(Wire.TLS).limits(TIGHT));
                TestSidecar honest = new TestSidecar(Options.of(Wire.TLS).bootstrap(victim));
                Flooder flooder = new Flooder()) {
            TestSidecar.await("a neighbour", () -> !victim.node.neighbours().isEmpty());
            long begun = System.nanoTime();
            Thread flood = Thread.ofPlatform().daemon().start(() -> flooder.flood(victim));
            TestSidecar.await("throttling", () -> victim.tally.of(FrameFate.THROTTLED) > 0);
            EncryptedNote note = TestSidecar.note("meanwhile");
            honest.publish(note);
            TestSidecar.await("the honest note", () -> victim.inbox.containsKey(note));
            flood.join();
            EncryptedNote after = TestSidecar.note("after");
            honest.publish(after);
            TestSidecar.await("the next honest note", () -> victim.inbox.containsKey(after));
            assertThat(victim.tally.offences()).isZero();
            assertThat(victim.node.reputation().bans()).isEmpty();
            assertThat(flooder.gone.getCount()).isOne();
            assertThat(victim.node.neighbours())
                    .extracting(Neighbour::id)
                    .containsExactlyInAnyOrder(
                            honest.node.self().hex(), flooder.transport.self().hex());
            long seconds = 1 + Duration.ofNanos(System.nanoTime() - begun).toSeconds();
            assertThat(victim.tally.of(FrameFate.RECEIVED)).isLessThanOrEqualTo(200 + 60 * seconds);
        }
    }

    /** Says that it joins, and sends valid notes as fast as they go. */
    private static final class Flooder extends SilentListener implements AutoCloseable {
        final GossipTransport transport;
        final CountDownLatch connected = new CountDownLatch(1);
        final CountDownLatch gone = new CountDownLatch(1);

        Flooder() throws IOException {
            transport = new TlsTcpTransport(
                    EndpointKey.generate(),
                    new TransportSettings(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                            List.of(),
                            true,
                            List.of(),
                            TransportLimits.ONE_MACHINE));
            transport.start(this);
        }

        void flood(TestSidecar victim) {
            PeerId to = victim.node.self();
            transport.dial(to, victim.node.address());
            try {
                connected.await();
                send(to, new Frame.Join(Optional.empty()));
                for (int i = 0; i < FLOOD && gone.getCount() > 0; i++) {
                    Content content = Content.of(
                            GossipMessageCodec.encode(new GossipMessage.NoteSent(TestSidecar.note("flood " + i))));
                    send(to, new Frame.Gossip(content.id(), content, new Scope.Swarm(1)));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void send(PeerId to, Frame frame) {
            byte[] bytes = FrameCodec.encode(frame);
            while (gone.getCount() > 0 && !transport.send(to, TestSidecar.TOPIC, bytes)) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void connected(PeerId peer, InetSocketAddress remote, boolean outbound) {
            connected.countDown();
        }

        @Override
        public void unreachable(PeerId peer, String reason) {
            gone.countDown();
        }

        @Override
        public void disconnected(PeerId peer, String reason) {
            gone.countDown();
        }

        @Override
        public void close() {
            transport.close();
        }
    }
}
