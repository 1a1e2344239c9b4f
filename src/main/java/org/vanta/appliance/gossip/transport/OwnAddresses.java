package org.vanta.appliance.gossip.transport;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.vanta.appliance.gossip.core.PeerAddress;

/** Which of this machine's addresses are told to peers. */
public final class OwnAddresses {
    private OwnAddresses() {}

    /**
     * At most {@link PeerAddress#DIRECT_MAX} addresses: first what the operator names (a forwarded port), then the address bound to, or every
     * interface's if all are. Link-local and multicast addresses are of no use elsewhere; loopback only to peers on this machine.
     *
     * @param bound the socket's own address, with the port in use
     * @param loopback whether peers live on this machine, as they do on regtest and devnet
     */
    public static List<InetSocketAddress> announced(
            InetSocketAddress bound, List<InetSocketAddress> configured, boolean loopback) {
        Set<InetSocketAddress> all = new LinkedHashSet<>(configured);
        Stream<InetAddress> own =
                bound.getAddress().isAnyLocalAddress() ? ofInterfaces() : Stream.of(bound.getAddress());
        own.filter(ip -> isOfUse(ip, loopback))
                .map(OwnAddresses::withoutScope)
                .map(ip -> new InetSocketAddress(ip, bound.getPort()))
                .forEach(all::add);
        return all.stream().limit(PeerAddress.DIRECT_MAX).toList();
    }

    static boolean isOfUse(InetAddress ip, boolean loopback) {
        return !ip.isAnyLocalAddress()
                && !ip.isLinkLocalAddress()
                && !ip.isMulticastAddress()
                && (loopback || !ip.isLoopbackAddress());
    }

    private static Stream<InetAddress> ofInterfaces() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(OwnAddresses::isUp)
                    .flatMap(NetworkInterface::inetAddresses);
        } catch (SocketException _) {
            // Without a list nothing is announced; peers still answer on the connections made from here.
            return Stream.empty();
        }
    }

    private static boolean isUp(NetworkInterface device) {
        try {
            return device.isUp();
        } catch (SocketException _) {
            return false;
        }
    }

    /** An interface's name behind '%' means nothing on another machine. */
    private static InetAddress withoutScope(InetAddress ip) {
        try {
            return ip instanceof Inet6Address ? InetAddress.getByAddress(ip.getAddress()) : ip;
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("an address has the length of an address", e);
        }
    }
}
