package org.vanta.appliance.gossip.transport;

import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.gossip.core.TopicId;

/**
 * Carries frames between this endpoint and its peers. Frames are the postcard bytes without their length; the transport writes the length
 * and the stream's header itself. All methods may be called from any thread and none of them waits for the network.
 */
public interface GossipTransport extends AutoCloseable {
    /** The largest frame, in bytes, that is sent or taken in. */
    int FRAME_MAX = 65_536;

    PeerId self();

    /** Where others reach this endpoint; the port is the one in use. */
    PeerAddress address();

    /** Begins to listen. The listener is told of everything from then on. */
    void start(TransportListener listener);

    /** Connects to a peer unless connected; ends in {@link TransportListener#connected} or {@link TransportListener#unreachable}. */
    void dial(PeerId peer, PeerAddress address);

    /** Queues a frame; false if there is no connection or its queue is full (then nothing was queued). */
    boolean send(PeerId peer, TopicId topic, byte[] frame);

    /** Sends what is queued for the peer, for a bounded time, then closes its connections. */
    void disconnect(PeerId peer, String reason);

    /** Bytes that wait to be sent, to all peers. */
    long queuedBytes();

    @Override
    void close();
}
