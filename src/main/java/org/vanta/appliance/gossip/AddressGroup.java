package org.vanta.appliance.gossip;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The addresses that one party commonly has: an IPv4 /24 or an IPv6 /64. Only addresses of the open network are in a group: what comes from
 * this machine, a local network or a relay's placeholder says nothing about who is behind it.
 *
 * @param prefix in the form {@code 192.0.2.0/24} or {@code 2001:db8:0:0:0:0:0:0/64}
 */
record AddressGroup(String prefix) {
    private static final int IPV4_BITS = 24;
    private static final int IPV6_BITS = 64;

    static Optional<AddressGroup> of(InetAddress address) {
        if (!isPublic(address)) {
            return Optional.empty();
        }
        boolean four = address instanceof Inet4Address;
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, (four ? IPV4_BITS : IPV6_BITS) / 8, bytes.length, (byte) 0);
        try {
            return Optional.of(new AddressGroup(
                    InetAddress.getByAddress(bytes).getHostAddress() + "/" + (four ? IPV4_BITS : IPV6_BITS)));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has the length of an address", e);
        }
    }

    /**
     * The group an operator names by any address in it, with or without the length.
     *
     * @throws IllegalArgumentException naming the text and what would be right
     */
    static AddressGroup parse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        try {
            AddressGroup group = of(InetAddress.ofLiteral(host))
                    .orElseThrow(() -> new IllegalArgumentException("\"" + text
                            + "\" is an address of this machine or of a local network, those are not banned"));
            if (slash >= 0 && !group.prefix.endsWith(text.substring(slash))) {
                throw new IllegalArgumentException(
                        "\"" + text + "\": addresses are banned by /24 (IPv4) or /64 (IPv6), others are not known");
            }
            return group;
        } catch (IllegalArgumentException e) {
            if (String.valueOf(e.getMessage()).startsWith("\"")) {
                throw e;
            }
            throw new IllegalArgumentException(
                    "\"" + text + "\" is neither a peer's id (64 hex digits) nor an IP address", e);
        }
    }

    /** Whether an address means the same machine everywhere: not loopback, link-local, private (RFC 1918, 4193, 6598), multicast or unset. */
    static boolean isPublic(InetAddress address) {
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] ip = address.getAddress();
        int first = ip[0] & 0xff;
        if (ip.length == 4) {
            boolean carrierGrade = first == 100 && (ip[1] & 0xc0) == 64;
            return first != 0 && first < 224 && !carrierGrade;
        }
        return (first & 0xfe) != 0xfc;
    }

    @Override
    public String toString() {
        return prefix;
    }
}
