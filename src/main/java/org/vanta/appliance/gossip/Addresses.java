package org.vanta.appliance.gossip;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/** Socket addresses as people write them. */
final class Addresses {
    private Addresses() {}

    /** {@code 192.0.2.1:11204} or {@code [2001:db8::1]:11204}. */
    static String text(InetSocketAddress address) {
        if (address.isUnresolved()) {
            return address.getHostString() + ":" + address.getPort();
        }
        String host = address.getAddress().getHostAddress();
        int scope = host.indexOf('%');
        String plain = scope < 0 ? host : host.substring(0, scope);
        return (address.getAddress() instanceof Inet6Address ? "[" + plain + "]" : plain) + ":" + address.getPort();
    }
}
