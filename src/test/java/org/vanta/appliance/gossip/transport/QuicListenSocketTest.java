package org.vanta.appliance.gossip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vanta.appliance.gossip.transport.relay.HandshakeGate;

/** Goal: no packet ends the QUIC library's receiving, which would end the program. Method: a gate that fails at one packet. */
@Timeout(30)
class QuicListenSocketTest {
    @Test
    void aPacketThatCannotBeJudgedIsDropped() throws Exception {
        HandshakeGate gate = new HandshakeGate() {
            @Override
            public boolean admits(InetSocketAddress from, ByteBuffer packet) {
                if (packet.get(packet.position()) == 1) {
                    throw new IllegalStateException("of the test");
                }
                return true;
            }

            @Override
            public void answers(InetSocketAddress to, ByteBuffer packet) {}
        };
        try (QuicListenSocket socket = new QuicListenSocket(Node.LOOPBACK, gate);
                DatagramSocket client = new DatagramSocket()) {
            for (byte each : new byte[] {1, 2}) {
                client.send(new DatagramPacket(new byte[] {each}, 1, socket.getLocalSocketAddress()));
            }
            DatagramPacket packet = new DatagramPacket(new byte[10], 10);
            socket.receive(packet);
            assertThat(packet.getData()[0]).isEqualTo((byte) 2);
        }
    }
}
