package org.vanta.appliance.gossip.transport.relay;

import java.net.InetAddress;
import java.util.Arrays;

/** What bounds by address count as one: who has an IPv6 address has its /64; an IPv4 address stands for itself. */
public final class IpNetwork {
    private static final int IPV6_NETWORK_BYTES = 8;

    private IpNetwork() {}

    /** 4 bytes for IPv4, 8 for IPv6. */
    public static byte[] of(InetAddress address) {
        byte[] ip = address.getAddress();
        return Arrays.copyOf(ip, Math.min(ip.length, IPV6_NETWORK_BYTES));
    }
}
