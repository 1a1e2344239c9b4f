package org.vanta.appliance.gossip.transport;

import java.time.Duration;
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

    /** Tries all addresses, however long that takes. */
    Duration PATIENT = Duration.ofDays(1);

    /**
     * Connects to a peer unless connected; ends in {@link TransportListener#connected}, {@link TransportListener#unreachable} or
     * {@link TransportListener#notDialled}.
     *
     * @param patience after which no further direct address is tried: an address that does not answer costs seconds, and who tells of a peer
     *     can name many
     */
    void dial(PeerId peer, PeerAddress address, Duration patience);

    default void dial(PeerId peer, PeerAddress address) {
        dial(peer, address, PATIENT);
    }

    /** Queues a frame; false if there is no connection or its queue is full (then nothing was queued). */
    boolean send(PeerId peer, TopicId topic, byte[] frame);

    /** Sends what is queued for the peer, for a bounded time, then closes its connections. */
    void disconnect(PeerId peer, String reason);

    /** Bytes that wait to be sent, to all peers. */
    long queuedBytes();

    @Override
    void close();
}
