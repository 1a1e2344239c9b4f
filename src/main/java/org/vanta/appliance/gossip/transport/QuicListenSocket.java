package org.vanta.appliance.gossip.transport;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.vanta.appliance.gossip.transport.relay.HandshakeGate;

/**
 * The server's UDP socket, which drops packets before anything is spent on them: a handshake from an address that is banned or has begun too
 * many. The QUIC library ends the whole program when receiving fails, so a failure is kept from it.
 */
final class QuicListenSocket extends DatagramSocket {
    private static final Logger LOG = Logger.getLogger(QuicListenSocket.class);
    private static final long RETRY_NANOS = 100_000_000;

    private final HandshakeGate gate;

    QuicListenSocket(InetSocketAddress bind, HandshakeGate gate) throws SocketException {
        super(bind);
        this.gate = gate;
    }

    @Override
    public void receive(DatagramPacket packet) throws IOException {
        int room = packet.getLength();
        while (true) {
            try {
                super.receive(packet);
                if (gate.admits((InetSocketAddress) packet.getSocketAddress(), bytes(packet))) {
                    return;
                }
            } catch (IOException e) {
                if (isClosed()) {
                    throw e;
                }
                LockSupport.parkNanos(RETRY_NANOS);
            } catch (RuntimeException e) {
                LOG.warn("a packet that could not be judged is dropped", e);
            }
            packet.setLength(room);
        }
    }

    @Override
    public void send(DatagramPacket packet) throws IOException {
        gate.answers((InetSocketAddress) packet.getSocketAddress(), bytes(packet));
        super.send(packet);
    }

    private static ByteBuffer bytes(DatagramPacket packet) {
        return ByteBuffer.wrap(packet.getData(), packet.getOffset(), packet.getLength());
    }
}
