package org.vanta.appliance.gossip.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.gossip.transport.relay.HandshakeGate;

/**
 * Asks once for each handshake whether its address may begin one. RFC 9000, section 17.2: a client's first packets are for a connection id of
 * its own invention, those that follow for the id that the server's answer says is the server's. Both are known once the first is admitted, so
 * that packets sent again and the client's second flight are not weighed anew.
 */
final class QuicHandshakes implements HandshakeGate {
    static final int KNOWN_MAX = 16_384;
    private static final int LONG_HEADER = 0x80;
    private static final int TYPE_MASK = 0x30;
    private static final int VERSION_1 = 1;
    private static final int FIRST_ID_AT = 5;

    private final Predicate<InetAddress> mayBegin;
    /** By address, port and the server's connection id. The oldest give way; at worst a handshake is then weighed twice. */
    private final Set<Hash256> known =
            Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<Hash256, Boolean>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Hash256, Boolean> eldest) {
                    return size() > KNOWN_MAX;
                }
            }));

    QuicHandshakes(Predicate<InetAddress> mayBegin) {
        this.mayBegin = mayBegin;
    }

    @Override
    public boolean admits(InetSocketAddress from, ByteBuffer packet) {
        if (!isLong(packet)) {
            return true;
        }
        int at = packet.position();
        boolean begins = packet.getInt(at + 1) != VERSION_1 || (packet.get(at) & TYPE_MASK) == 0;
        Optional<byte[]> destination = id(packet, at + FIRST_ID_AT);
        if (!begins || destination.isEmpty()) {
            return destination.isPresent();
        }
        Hash256 name = name(from, destination.get());
        if (known.contains(name)) {
            return true;
        }
        boolean admitted = mayBegin.test(from.getAddress());
        if (admitted) {
            known.add(name);
        }
        return admitted;
    }

    @Override
    public void answers(InetSocketAddress to, ByteBuffer packet) {
        if (isLong(packet)) {
            int at = packet.position() + FIRST_ID_AT;
            id(packet, at)
                    .flatMap(destination -> id(packet, at + 1 + destination.length))
                    .ifPresent(source -> known.add(name(to, source)));
        }
    }

    private static boolean isLong(ByteBuffer packet) {
        return packet.remaining() > FIRST_ID_AT + 1 && (packet.get(packet.position()) & LONG_HEADER) != 0;
    }

    /** The connection id whose length stands at an offset; nothing if the packet is shorter than that. */
    private static Optional<byte[]> id(ByteBuffer packet, int at) {
        if (at >= packet.limit() || at + 1 + (packet.get(at) & 0xff) > packet.limit()) {
            return Optional.empty();
        }
        byte[] id = new byte[packet.get(at) & 0xff];
        packet.get(at + 1, id);
        return Optional.of(id);
    }

    private static Hash256 name(InetSocketAddress peer, byte[] id) {
        byte[] ip = peer.getAddress().getAddress();
        return Sha256.hash(ByteBuffer.allocate(ip.length + 2 + id.length)
                .put(ip)
                .putShort((short) peer.getPort())
                .put(id)
                .array());
    }
}
