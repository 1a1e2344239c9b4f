package org.vanta.appliance.gossip.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.vanta.appliance.gossip.core.TopicId;

/** A transport of a test with its key and its listener, on 127.0.0.1. */
final class Node implements AutoCloseable {
    static final TopicId TOPIC = TopicId.ofName("Vanta/L2/Gossip/regtest");
    static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    final EndpointKey key = EndpointKey.generate();
    final Witness witness = new Witness();
    final GossipTransport transport;

    interface Maker {
        GossipTransport make(EndpointKey key, TransportSettings settings) throws IOException;
    }

    Node(Maker maker, TransportSettings settings) throws IOException {
        transport = maker.make(key, settings);
        transport.start(witness);
    }

    Node(Maker maker, TransportLimits limits) throws IOException {
        this(maker, settings(limits));
    }

    Node(Maker maker) throws IOException {
        this(maker, TransportLimits.ONE_MACHINE);
    }

    static TransportSettings settings(TransportLimits limits) {
        return new TransportSettings(LOOPBACK, List.of(), true, List.of(), limits);
    }

    void dial(Node other) {
        transport.dial(other.key.id(), other.transport.address());
    }

    /** Connects and waits until both sides know. */
    void connect(Node other) throws InterruptedException {
        dial(other);
        witness.await("connected");
        other.witness.await("connected");
    }

    @Override
    public void close() {
        transport.close();
    }
}
