package org.vanta.appliance.gossip.core;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.vanta.appliance.bytes.MalformedBytesException;

/**
 * A peer's address as iroh-gossip's {@code AddrInfo}: an optional relay URL, then socket addresses in ascending order, IPv4 before IPv6. On
 * the wire it is a byte string inside other messages, opaque to whoever passes it on.
 */
public final class PeerAddressCodec {
    /** Longer ones are taken for no address. */
    public static final int ENCODED_MAX = 1024;

    private static final int RELAY_MAX = 255;
    private static final int SOCKET_ADDRESS_MIN = 6;
    private static final int IPV4 = 0;
    private static final int IPV6 = 1;
    private static final Comparator<InetSocketAddress> ASCENDING = Comparator.comparing(
                    (InetSocketAddress address) -> address.getAddress().getAddress().length)
            .thenComparing(address -> address.getAddress().getAddress(), Arrays::compareUnsigned)
            .thenComparing(InetSocketAddress::getPort);

    private PeerAddressCodec() {}

    /** Addresses that are still names, not resolved ones, are left out. */
    public static byte[] encode(PeerAddress address) {
        List<InetSocketAddress> direct = address.direct().stream()
                .filter(socket -> !socket.isUnresolved())
                .distinct()
                .sorted(ASCENDING)
                .toList();
        PostcardWriter out = new PostcardWriter(64);
        out.option(address.relay().isPresent());
        address.relay().ifPresent(out::string);
        out.varint(direct.size());
        for (InetSocketAddress socket : direct) {
            out.varint(socket.getAddress() instanceof Inet4Address ? IPV4 : IPV6)
                    .bytes(socket.getAddress().getAddress())
                    .varint(socket.getPort());
        }
        return out.toBytes();
    }

    /**
     * The address, or nothing if it can't be read. Not an error of whoever sent the frame: peers pass on what third peers gave them, and a
     * spiteful third would get its honest bearers banned. No bytes at all are how iroh says "unknown".
     */
    public static Optional<PeerAddress> decode(byte[] bytes) {
        if (bytes.length == 0) {
            return Optional.of(PeerAddress.UNKNOWN);
        }
        if (bytes.length > ENCODED_MAX) {
            return Optional.empty();
        }
        try {
            PostcardReader in = new PostcardReader(bytes);
            Optional<String> relay = in.option() ? Optional.of(in.string(RELAY_MAX)) : Optional.empty();
            int count = in.length(ENCODED_MAX, SOCKET_ADDRESS_MIN);
            List<InetSocketAddress> direct = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                direct.add(socketAddress(in));
            }
            in.expectEnd();
            return Optional.of(new PeerAddress(relay, direct));
        } catch (MalformedBytesException e) {
            return Optional.empty();
        }
    }

    private static InetSocketAddress socketAddress(PostcardReader in) {
        long variant = in.variant();
        if (variant != IPV4 && variant != IPV6) {
            throw new MalformedBytesException("a socket address is of variant 0 or 1, got " + variant);
        }
        byte[] host = in.bytes(variant == IPV4 ? 4 : 16);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(host), in.u16());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 bytes are addresses", e);
        }
    }
}
