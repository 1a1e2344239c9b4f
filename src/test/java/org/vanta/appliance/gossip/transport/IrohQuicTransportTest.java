package org.vanta.appliance.gossip.transport;

import java.io.IOException;

/** Goal: {@link TransportContract} over QUIC. */
class IrohQuicTransportTest extends TransportContract {
    @Override
    GossipTransport make(EndpointKey key, TransportSettings settings) throws IOException {
        return new IrohQuicTransport(key, settings);
    }
}
