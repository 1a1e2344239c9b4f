package org.vanta.appliance.gossip.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vanta.appliance.gossip.transport.rpk.ExpectedPeer;
import tech.kwik.agent15.TlsConstants.CipherSuite;
import tech.kwik.core.QuicClientConnection;
import tech.kwik.core.ack.AckGenerator;
import tech.kwik.core.cid.SourceConnectionIdRegistry;
import tech.kwik.core.common.EncryptionLevel;
import tech.kwik.core.common.PnSpace;
import tech.kwik.core.frame.AckFrame;
import tech.kwik.core.frame.PingFrame;
import tech.kwik.core.frame.QuicFrame;
import tech.kwik.core.frame.Range;
import tech.kwik.core.frame.StreamFrame;
import tech.kwik.core.impl.QuicConnectionImpl;
import tech.kwik.core.impl.Version;
import tech.kwik.core.log.NullLogger;
import tech.kwik.core.packet.ShortHeaderPacket;
import tech.kwik.core.receive.Receiver;
import tech.kwik.core.send.Sender;
import tech.kwik.core.stream.ReceiveBuffer;
import tech.kwik.core.stream.ReceiveBufferImpl;

/**
 * Goal: what somebody's packets cost the QUIC library is bounded in memory and time. Method: a peer that sends packets as no honest one does, over
 * real sockets.
 */
@Timeout(90)
class QuicBoundsTest {
    private static final int TRIES = 5;
    private static final int PACKETS = 60_000;
    private static final int PACKET_BYTES = 1_200;
    private static final long MEGABYTE = 1 << 20;
    /** Of a stream. */
    private static final int WINDOW = 256 * 1024;

    private static QuicClientConnection connect(Node server) throws Exception {
        EndpointKey key = EndpointKey.generate();
        QuicClientConnection connection = QuicClientConnection.newBuilder()
                .host("127.0.0.1")
                .port(server.transport.address().direct().getFirst().getPort())
                .applicationProtocol(IrohQuicTransport.ALPN)
                .customTrustManager(new ExpectedPeer(server.key.id().key()))
                .clientCertificate(key.certificate())
                .clientCertificateKey(key.privateKey())
                .cipherSuite(CipherSuite.TLS_AES_128_GCM_SHA256)
                .connectTimeout(QuicDialer.CONNECT_TIMEOUT)
                .maxIdleTimeout(IrohQuicTransport.IDLE_TIMEOUT)
                .build();
        connection.connect();
        return connection;
    }

    private static void sendFrame(QuicClientConnection connection) throws Exception {
        OutputStream stream = connection.createStream(false).getOutputStream();
        stream.write(Frames.join(List.of(Node.TOPIC.bytes().toBytes(), new byte[] {1, 1})));
        stream.flush();
    }

    private static void flood(SocketAddress to, byte[] packet) throws Exception {
        try (DatagramSocket flooder = new DatagramSocket()) {
            for (int i = 0; i < PACKETS; i++) {
                flooder.send(new DatagramPacket(packet, packet.length, to));
            }
        }
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void aSocketThatIsReadTooSlowlyKeepsAFewPackets() throws Exception {
        try (DatagramSocket socket = new DatagramSocket(Node.LOOPBACK)) {
            Receiver receiver = new Receiver(socket, new NullLogger(), _ -> {});
            receiver.start();
            flood(socket.getLocalSocketAddress(), new byte[PACKET_BYTES]);
            int waiting = 0;
            while (receiver.get(1) != null) {
                waiting++;
            }
            assertThat(waiting).isBetween(100, 1_000);
            try (DatagramSocket after = new DatagramSocket()) {
                after.send(new DatagramPacket(new byte[] {1, 2, 3}, 3, socket.getLocalSocketAddress()));
            }
            assertThat(receiver.get(20).getLength()).isEqualTo(3);
            receiver.shutdown();
        }
    }

    /** Anybody who has seen a connection's id can send such packets: nothing is checked before they wait. */
    @Test
    void aConnectionThatIsBusyKeepsAFewPacketsAndGoesOnAfterwards() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        try (Node server = new Node(IrohQuicTransport::new)) {
            server.witness.admittedPeer = _ -> {
                busy.countDown();
                try {
                    return goesOn.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException _) {
                    return false;
                }
            };
            QuicClientConnection connection = connect(server);
            assertThat(busy.await(20, TimeUnit.SECONDS)).isTrue();
            byte[] id = ((QuicConnectionImpl) connection).getDestinationConnectionId();
            byte[] packet = new byte[PACKET_BYTES];
            packet[0] = 0x40;
            System.arraycopy(id, 0, packet, 1, id.length);
            long before = heap();
            flood(server.transport.address().direct().getFirst(), packet);
            assertThat(heap() - before).isLessThan(8 * MEGABYTE);
            goesOn.countDown();
            server.witness.await("connected");
            sendFrame(connection);
            assertThat(server.witness.await("received").frame()).isEqualTo(new byte[] {1, 1});
            connection.close();
        }
    }

    /** A few bytes can name a thousand million packets, each of which the library would look for. */
    @Test
    void whoAcknowledgesPacketsThatWereNeverSentIsClosedAtOnce() throws Exception {
        try (Node server = new Node(IrohQuicTransport::new)) {
            QuicClientConnection connection = connect(server);
            server.witness.await("connected");
            Range never = new Range(0L, Integer.MAX_VALUE - 1L);
            String came = "received";
            for (int i = 0; i < TRIES && came.equals("received"); i++) {
                // What acknowledges is never sent again where the network loses it.
                ((QuicConnectionImpl) connection).send(new AckFrame(never), _ -> {}, true);
                sendFrame(connection);
                came = server.witness.awaitAny("received", "disconnected").kind();
            }
            assertThat(came).isEqualTo("disconnected");
            connection.close();
        }
    }

    @Test
    void packetsWithGapsBetweenThemCostLittle() {
        AckGenerator acks = acks();
        long before = heap();
        int ranges = 0;
        for (int i = 0; i < 20_000; i++) {
            ShortHeaderPacket packet = new ShortHeaderPacket(Version.getDefault(), new byte[8], new PingFrame());
            packet.setPacketNumber(2L * i);
            acks.packetReceived(packet);
            ranges = acks.generateAckForPacket(i)
                    .orElseThrow()
                    .getAcknowledgedRanges()
                    .size();
        }
        assertThat(ranges).isBetween(32, 64);
        assertThat(heap() - before).isLessThan(2 * MEGABYTE);
        assertThat(acks.hasAckToSend()).isTrue();
    }

    @Test
    void whatThePeerKnowsWeGotIsNotToldAgain() {
        AckGenerator acks = acks();
        for (long number : new long[] {0, 1, 2, 5, 6}) {
            received(acks, number);
        }
        assertThat(acks.generateAckForPacket(0).orElseThrow().getAcknowledgedRanges())
                .containsExactly(new Range(5L, 6L), new Range(0L, 2L));
        assertThat(acks.hasNewAckToSend()).isFalse();
        received(acks, 3);
        received(acks, 7);
        received(acks, 10);
        assertThat(acks.hasNewAckToSend()).isTrue();
        acks.process(new AckFrame(0));
        assertThat(acks.generateAckForPacket(1).orElseThrow().getAcknowledgedRanges())
                .containsExactly(new Range(10), new Range(7), new Range(3));
        acks.process(new AckFrame(1));
        assertThat(acks.hasAckToSend()).isFalse();
        assertThat(acks.generateAck()).isEmpty();
    }

    /** Of a packet that comes twice nothing new is to be told; what is to be told is always there. */
    @Test
    void aPacketThatComesTwiceLeavesNoAcknowledgementWithoutPackets() {
        AckGenerator acks = acks();
        received(acks, 0);
        acks.generateAckForPacket(0);
        received(acks, 0);
        acks.process(new AckFrame(0));
        assertThat(acks.hasNewAckToSend()).isEqualTo(acks.generateAck().isPresent());
    }

    /** Each that goes is replaced, and told of until the peer says that it knows. */
    @Test
    void aConnectionHasSoManyIdsAndNoMore() {
        SourceConnectionIdRegistry ids = new SourceConnectionIdRegistry(8, new NullLogger());
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        ids.retireConnectionId(ids.generateNew().getSequenceNumber());
                    }
                })
                .hasMessageContaining("more than 256");
        assertThat(ids.getAll()).hasSize(256);
        assertThat(ids.getActiveConnectionIds()).hasSize(1);
        assertThat(ids.retireConnectionId(0)).isEqualTo(ids.getCurrent()).hasSize(8);
        assertThat(ids.retireConnectionId(0)).isNull();
        assertThat(ids.getActive()).isNull();
    }

    /** A window of single bytes, each a frame of its own. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aStreamCutIntoBytesCostsLittleMoreThanItsBytes(int step) {
        ReceiveBuffer stream = new ReceiveBufferImpl();
        long before = heap();
        for (int i = WINDOW - 1; i >= 0; i -= step) {
            stream.add(new StreamFrame(0, i, new byte[1], false));
        }
        assertThat(heap() - before).isLessThan(MEGABYTE);
        assertThat(stream.readOffset()).isZero();
    }

    /** One who is read slowly. */
    @Test
    void aStreamThatComesInOrderByteByByteCostsLittleMoreThanItsBytes() {
        ReceiveBuffer stream = new ReceiveBufferImpl();
        long before = heap();
        for (int i = 0; i < WINDOW; i++) {
            stream.add(new StreamFrame(0, i, new byte[1], false));
        }
        assertThat(heap() - before).isLessThan(MEGABYTE);
        assertThat(stream.bytesAvailable()).isEqualTo(WINDOW);
        stream.read(ByteBuffer.allocate(WINDOW));
        assertThat(heap() - before).as("when it is read").isLessThan(MEGABYTE / 4);
    }

    /** The handshake's bytes have no window: how far they reach is looked at after they were given here. */
    @Test
    void whatIsFartherThanAnyWindowIsNotKept() {
        ReceiveBuffer stream = new ReceiveBufferImpl();
        assertThat(stream.add(new StreamFrame(0, 1L << 40, new byte[1], false))).isFalse();
        assertThat(stream.add(new StreamFrame(0, 0, new byte[] {7}, false))).isTrue();
        assertThat(stream.bytesAvailable()).isEqualTo(1);
    }

    private static AckGenerator acks() {
        return new AckGenerator(PnSpace.App, new SilentSender(), () -> 100);
    }

    private static void received(AckGenerator acks, long number) {
        ShortHeaderPacket packet = new ShortHeaderPacket(Version.getDefault(), new byte[8], new PingFrame());
        packet.setPacketNumber(number);
        acks.packetReceived(packet);
    }

    /** Sends nothing. */
    private static final class SilentSender implements Sender {
        @Override
        public void send(QuicFrame frame, EncryptionLevel level) {}

        @Override
        public void send(QuicFrame frame, EncryptionLevel level, Consumer<QuicFrame> lost) {}

        @Override
        public void send(
                Function<Integer, QuicFrame> supplier, int least, EncryptionLevel level, Consumer<QuicFrame> lost) {}

        @Override
        public void setInitialToken(byte[] token) {}

        @Override
        public void sendAck(PnSpace space, int delay) {}

        @Override
        public void sendProbe(EncryptionLevel level) {}

        @Override
        public void sendProbe(List<QuicFrame> frames, EncryptionLevel level) {}

        @Override
        public void packetProcessed(boolean more) {}

        @Override
        public void datagramProcessed(boolean more) {}

        @Override
        public void flush() {}

        @Override
        public Instant lastAckElicitingSent() {
            return Instant.EPOCH;
        }
    }
}
