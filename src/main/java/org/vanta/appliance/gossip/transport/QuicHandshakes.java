package org.vanta.appliance.gossip.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.gossip.transport.relay.HandshakeGate;

/**
 * Asks once for each handshake whether its address may begin one, and lets so many of its packets pass: the QUIC library derives keys for each
 * and keeps those that wait without bounds. RFC 9000, section 17.2: a client's first packets are for a connection id of
 * its own invention, those that follow for the id that the server's answer says is the server's. Both are known once the first is admitted, so
 * that packets sent again and the client's second flight are not weighed anew.
 */
final class QuicHandshakes implements HandshakeGate {
    static final int KNOWN_MAX = 16_384;
    /**
     * Of one connection id, of at most 1,500 bytes each: that is all the library reads. A client's flight is one to three, and each time it is
     * sent anew takes twice as long, so that within {@link #KEPT} a dozen are many.
     */
    static final int PACKETS_MAX = 32;

    /** After this a handshake is given up on both sides; what comes still is a new one. */
    static final Duration KEPT = Duration.ofSeconds(30);

    private static final int LONG_HEADER = 0x80;
    private static final int TYPE_MASK = 0x20;
    private static final int VERSION_1 = 1;
    private static final int FIRST_ID_AT = 5;

    private static final class Packets {
        final long since;
        int count;

        Packets(long since) {
            this.since = since;
        }
    }

    private final Predicate<InetAddress> mayBegin;
    private final LongSupplier nanoTime;
    /** By address, port and the server's connection id, the oldest first; they give way. At worst a handshake is then weighed twice. */
    private final LinkedHashMap<Hash256, Packets> known = new LinkedHashMap<>();

    /** @param mayBegin asked once for each handshake */
    QuicHandshakes(Predicate<InetAddress> mayBegin, LongSupplier nanoTime) {
        this.mayBegin = mayBegin;
        this.nanoTime = nanoTime;
    }

    @Override
    public boolean admits(InetSocketAddress from, ByteBuffer packet) {
        if (!isLong(packet)) {
            return true;
        }
        int at = packet.position();
        // Initial and 0-RTT: the library has both read by whoever begins a connection.
        boolean begins = packet.getInt(at + 1) != VERSION_1 || (packet.get(at) & TYPE_MASK) == 0;
        Optional<byte[]> destination = id(packet, at + FIRST_ID_AT);
        if (!begins || destination.isEmpty()) {
            return destination.isPresent();
        }
        Hash256 name = name(from, destination.get());
        Packets packets = packets(name, false);
        if (packets == null && mayBegin.test(from.getAddress())) {
            packets = packets(name, true);
        }
        return packets != null && isOneOfFew(packets);
    }

    private synchronized boolean isOneOfFew(Packets packets) {
        packets.count = Math.min(packets.count + 1, PACKETS_MAX + 1);
        return packets.count <= PACKETS_MAX;
    }

    /** What is known of a handshake, from now on if need be. */
    @Nullable
    private synchronized Packets packets(Hash256 name, boolean begun) {
        long now = nanoTime.getAsLong();
        while (!known.isEmpty() && now - known.firstEntry().getValue().since >= KEPT.toNanos()) {
            known.pollFirstEntry();
        }
        Packets packets = known.get(name);
        if (packets == null && begun) {
            packets = new Packets(now);
            known.put(name, packets);
            if (known.size() > KNOWN_MAX) {
                known.pollFirstEntry();
            }
        }
        return packets;
    }

    @Override
    public void answers(InetSocketAddress to, ByteBuffer packet) {
        if (isLong(packet)) {
            int at = packet.position() + FIRST_ID_AT;
            id(packet, at)
                    .flatMap(destination -> id(packet, at + 1 + destination.length))
                    .ifPresent(source -> packets(name(to, source), true));
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
