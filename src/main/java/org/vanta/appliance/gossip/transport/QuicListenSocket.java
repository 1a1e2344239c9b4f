package org.vanta.appliance.gossip.transport;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;

/**
 * The server's UDP socket, which drops packets before anything is spent on them: a handshake from an address that is banned or has begun too
 * many. The QUIC library ends the whole program when receiving fails, so a failure is kept from it.
 */
final class QuicListenSocket extends DatagramSocket {
    private static final int LONG_HEADER = 0x80;
    private static final int TYPE_MASK = 0x30;
    private static final int VERSION_1 = 1;
    private static final int KNOWN_MAX = 8_192;
    private static final long RETRY_NANOS = 100_000_000;

    private final Predicate<InetAddress> admits;
    /** Handshakes admitted, by address and destination connection id: their packets may come again. */
    private final Set<Hash256> known = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash256, Boolean> eldest) {
            return size() > KNOWN_MAX;
        }
    });

    QuicListenSocket(InetSocketAddress bind, Predicate<InetAddress> admits) throws SocketException {
        super(bind);
        this.admits = admits;
    }

    @Override
    public void receive(DatagramPacket packet) throws IOException {
        int room = packet.getLength();
        while (true) {
            try {
                super.receive(packet);
                if (isAdmitted(packet)) {
                    return;
                }
            } catch (IOException e) {
                if (isClosed()) {
                    throw e;
                }
                LockSupport.parkNanos(RETRY_NANOS);
            }
            packet.setLength(room);
        }
    }

    private boolean isAdmitted(DatagramPacket packet) {
        byte[] data = packet.getData();
        int at = packet.getOffset();
        int end = at + packet.getLength();
        if (end - at < 7 || (data[at] & LONG_HEADER) == 0) {
            return true;
        }
        int version = (data[at + 1] & 0xff) << 24
                | (data[at + 2] & 0xff) << 16
                | (data[at + 3] & 0xff) << 8
                | data[at + 4] & 0xff;
        boolean begins = version != VERSION_1 || (data[at] & TYPE_MASK) == 0;
        int idEnd = at + 6 + (data[at + 5] & 0xff);
        if (idEnd > end) {
            return false;
        }
        return !begins || isKnown(packet, data, at + 6, idEnd) || isWelcome(packet, data, at + 6, idEnd);
    }

    private boolean isKnown(DatagramPacket packet, byte[] data, int from, int to) {
        return known.contains(name(packet, data, from, to));
    }

    private boolean isWelcome(DatagramPacket packet, byte[] data, int from, int to) {
        if (!admits.test(packet.getAddress())) {
            return false;
        }
        known.add(name(packet, data, from, to));
        return true;
    }

    private static Hash256 name(DatagramPacket packet, byte[] data, int from, int to) {
        byte[] ip = packet.getAddress().getAddress();
        byte[] name = new byte[ip.length + 2 + to - from];
        System.arraycopy(ip, 0, name, 0, ip.length);
        name[ip.length] = (byte) (packet.getPort() >> 8);
        name[ip.length + 1] = (byte) packet.getPort();
        System.arraycopy(data, from, name, ip.length + 2, to - from);
        return Sha256.hash(name);
    }
}
