package org.vanta.appliance.stratum;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where a miner connects from, as far as limits go: an IPv4 address in its /24, or an IPv6 /64, of which one household has at least one, in its
 * /48.
 *
 * @param address the bits that count, to the right for IPv4
 * @param subnet the leading bits of {@code address}
 */
record MinerAddress(long address, long subnet, boolean ipv4) {
    private static final int IPV4_SUBNET_SHIFT = 8;
    private static final int IPV6_SUBNET_SHIFT = 16;
    private static final int IPV6_BYTES = 16;
    private static final String THIS_MACHINE = "this machine";

    /** Null for loopback, which no limit is for, and for what is no IP address. */
    static @Nullable MinerAddress of(@Nullable String text) {
        byte[] bytes = text == null ? null : NetUtil.createByteArrayFromIpAddressString(text);
        if (bytes == null) {
            return null;
        }
        try {
            // Makes an IPv4 address of an IPv6 one that carries it.
            return of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }

    /** Null for loopback. */
    static @Nullable MinerAddress of(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return null;
        }
        if (address instanceof Inet4Address) {
            long bits = ByteBuffer.wrap(address.getAddress()).getInt() & 0xffff_ffffL;
            return new MinerAddress(bits, bits >>> IPV4_SUBNET_SHIFT, true);
        }
        long bits = ByteBuffer.wrap(address.getAddress()).getLong();
        return new MinerAddress(bits, bits >>> IPV6_SUBNET_SHIFT, false);
    }

    /** The subnet as a key of its own kind. */
    MinerAddress ofSubnet() {
        return new MinerAddress(0, subnet, ipv4);
    }

    /** As a person reads it: an IPv4 address, or an IPv6 /64. */
    String shown() {
        return ipv4 ? NetUtil.intToIpAddress((int) address) : ipv6(address) + "/64";
    }

    private static String ipv6(long bits) {
        return NetUtil.bytesToIpAddress(
                ByteBuffer.allocate(IPV6_BYTES).putLong(bits).array());
    }

    /**
     * As {@link #shown()}.
     *
     * @param from null for this machine
     */
    static String inFull(@Nullable MinerAddress from) {
        return from == null ? THIS_MACHINE : from.shown();
    }

    /**
     * As anybody may read it: of an address that is not of a private network its subnet alone.
     *
     * @param from null for this machine
     */
    static String toAll(@Nullable MinerAddress from) {
        return from == null || from.isPrivate() ? inFull(from) : from.shownSubnet();
    }

    private String shownSubnet() {
        return ipv4
                ? NetUtil.intToIpAddress((int) (subnet << IPV4_SUBNET_SHIFT)) + "/24"
                : ipv6(subnet << IPV6_SUBNET_SHIFT) + "/48";
    }

    private boolean isPrivate() {
        return ipv4
                ? address >>> 24 == 10
                        || address >>> 20 == 0xac1
                        || address >>> 16 == 0xc0a8
                        || address >>> 16 == 0xa9fe
                : address >>> 57 == 0xfc >>> 1 || address >>> 54 == 0xfe80 >>> 6;
    }
}
