package org.vanta.appliance.gossip;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.vanta.appliance.gossip.core.PeerAddress;

/**
 * The part of the open network that an address is in, as Bitcoin Core groups them: an IPv4 /16 or an IPv6 /32. One party may have many addresses
 * in a group, and seldom in many groups. Addresses of this machine and of local networks are in none, and peers reached through a relay are in
 * the relay's.
 */
final class NetGroup {
    private static final int IPV4_BYTES = 2;
    private static final int IPV6_BYTES = 4;

    private NetGroup() {}

    static Optional<String> of(InetAddress address) {
        if (!AddressGroup.isPublic(address)) {
            return Optional.empty();
        }
        byte[] ip = address.getAddress();
        return Optional.of(HexFormat.of().formatHex(Arrays.copyOf(ip, ip.length == 4 ? IPV4_BYTES : IPV6_BYTES)));
    }

    /** The group of where a peer says that it is. */
    static Optional<String> of(PeerAddress told) {
        return told.direct().stream()
                .filter(address -> !address.isUnresolved())
                .flatMap(address -> of(address.getAddress()).stream())
                .findFirst()
                .or(told::relay);
    }

    /** The group of a connected peer: a peer can lie about its addresses, not about where its connection leads. */
    static Optional<String> of(InetSocketAddress remote, PeerAddress told) {
        return Optional.ofNullable(remote.getAddress()).flatMap(NetGroup::of).or(told::relay);
    }
}
