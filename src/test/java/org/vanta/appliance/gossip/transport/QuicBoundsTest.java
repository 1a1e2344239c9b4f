package org.vanta.appliance.gossip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vanta.appliance.gossip.transport.rpk.ExpectedPeer;
import tech.kwik.agent15.TlsConstants.CipherSuite;
import tech.kwik.core.QuicClientConnection;
import tech.kwik.core.impl.QuicConnectionImpl;
import tech.kwik.core.log.NullLogger;
import tech.kwik.core.receive.Receiver;

/**
 * Goal: what somebody's packets cost the QUIC library is bounded in memory and time. Method: a peer that sends packets as no honest one does, over
 * real sockets.
 */
@Timeout(90)
class QuicBoundsTest {
    private static final int PACKETS = 60_000;
    private static final int PACKET_BYTES = 1_200;
    private static final long MEGABYTE = 1 << 20;

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
}
