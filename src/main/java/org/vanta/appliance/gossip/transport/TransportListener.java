package org.vanta.appliance.gossip.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.gossip.core.TopicId;

/** Told by a transport, from its own threads, several at once; must return at once. */
public interface TransportListener {
    /** Asked before anything is spent on a handshake from an address. */
    boolean admits(InetAddress address);

    /** Asked once a peer has proved its key; a refusal closes the connection. */
    boolean admits(PeerId peer);

    /** A connection is up; the remote address is a placeholder when it goes through a relay. */
    void connected(PeerId peer, InetSocketAddress remote, boolean outbound);

    /** A dial failed at all addresses. */
    void unreachable(PeerId peer, String reason);

    /** A dial was not made, or its connection not kept: there are as many as may be. That says nothing of the peer. */
    void notDialled(PeerId peer, String reason);

    void received(PeerId peer, TopicId topic, byte[] frame);

    /** A peer broke the transport's rules; its stream or connection is closed already. */
    void misbehaved(PeerId peer, InetSocketAddress remote, String reason);

    /** The last connection to a peer is gone. */
    void disconnected(PeerId peer, String reason);
}
