package org.vanta.appliance.gossip.transport.relay;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Stands before a QUIC server and keeps handshakes from it that are one too many. Positions and limits of the buffers bound one packet each. */
public interface HandshakeGate {
    /** Whether the server may see a packet. */
    boolean admits(InetSocketAddress from, ByteBuffer packet);

    /** The server is about to send a packet. */
    void answers(InetSocketAddress to, ByteBuffer packet);
}
