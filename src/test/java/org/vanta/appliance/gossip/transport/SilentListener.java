package org.vanta.appliance.gossip.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.gossip.core.TopicId;

/** Lets everybody in and minds nothing; tests say what they mind. */
public class SilentListener implements TransportListener {
    @Override
    public boolean admits(InetAddress address) {
        return true;
    }

    @Override
    public boolean admits(PeerId peer) {
        return true;
    }

    @Override
    public void connected(PeerId peer, InetSocketAddress remote, boolean outbound) {}

    @Override
    public void unreachable(PeerId peer, String reason) {}

    @Override
    public void notDialled(PeerId peer, String reason) {}

    @Override
    public void received(PeerId peer, TopicId topic, byte[] frame) {}

    @Override
    public void misbehaved(PeerId peer, InetSocketAddress remote, String reason) {}

    @Override
    public void disconnected(PeerId peer, String reason) {}
}
