package org.vanta.appliance.gossip.transport;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

/**
 * How a transport listens.
 *
 * @param bind address and port; port 0 takes a free one
 * @param announced addresses that reach this endpoint from outside, as the operator names them
 * @param announcesLoopback whether peers on this machine are to be told of 127.0.0.1
 * @param relays relays to be reachable through, {@code http://host:port/} or {@code https://host/}; the first is told to peers. QUIC alone.
 *     Peers that name another relay are not dialled there: nobody else chooses whom this endpoint calls.
 */
public record TransportSettings(
        InetSocketAddress bind,
        List<InetSocketAddress> announced,
        boolean announcesLoopback,
        List<URI> relays,
        TransportLimits limits) {
    public TransportSettings {
        announced = List.copyOf(announced);
        relays = List.copyOf(relays);
    }
}
