package org.vanta.appliance.rest;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import org.vanta.appliance.bytes.Hex;

/** Who asks, for quotas: an IPv4 address, or the /64 of an IPv6 address, which is what one household has. */
final class Source {
    /** An address that is none of the internet. */
    static final String UNKNOWN = "unknown";

    private static final int PREFIX_BYTES = 8;

    private Source() {}

    static String of(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        return remote == null || remote.hostAddress() == null ? UNKNOWN : of(remote.hostAddress());
    }

    static String of(String address) {
        InetAddress parsed;
        try {
            parsed = InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            return UNKNOWN;
        }
        return parsed instanceof Inet6Address
                ? Hex.encode(Arrays.copyOf(parsed.getAddress(), PREFIX_BYTES)) + "/64"
                : parsed.getHostAddress();
    }
}
