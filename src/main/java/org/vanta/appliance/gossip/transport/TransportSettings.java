package org.vanta.appliance.gossip.transport;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * How a transport listens.
 *
 * @param bind address and port; port 0 takes a free one
 * @param announced addresses that reach this endpoint from outside, as the operator names them
 * @param announcesLoopback whether peers on this machine are to be told of 127.0.0.1
 * @param relay relay to be reachable through (iroh's protocol, {@code http://} or {@code https://}); QUIC alone
 */
public record TransportSettings(
        InetSocketAddress bind,
        List<InetSocketAddress> announced,
        boolean announcesLoopback,
        Optional<URI> relay,
        TransportLimits limits) {
    public TransportSettings {
        announced = List.copyOf(announced);
    }
}
