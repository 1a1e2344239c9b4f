package org.vanta.appliance.gossip;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.gossip.core.TopicId;
import org.vanta.appliance.gossip.transport.TransportListener;

/** Brings what one transport says to the gossip thread, and turns away what need not get there. */
final class TransportMail implements TransportListener {
    private final int transport;
    private final GossipNode node;

    TransportMail(int transport, GossipNode node) {
        this.transport = transport;
        this.node = node;
    }

    @Override
    public boolean admits(InetAddress address) {
        boolean admitted = !node.reputation().isBanned(address);
        if (admitted) {
            node.tally().count(HandshakeStage.BEGUN);
        }
        return admitted;
    }

    @Override
    public boolean admits(PeerId peer) {
        node.tally().count(HandshakeStage.FINISHED);
        return node.reputation().welcomes(peer);
    }

    @Override
    public void connected(PeerId peer, InetSocketAddress remote, boolean outbound) {
        node.post(() -> node.connected(transport, peer, remote, outbound));
    }

    @Override
    public void unreachable(PeerId peer, String reason) {
        node.post(() -> node.unreachable(transport, peer, reason));
    }

    @Override
    public void notDialled(PeerId peer, String reason) {
        node.post(() -> node.notDialled(transport, peer, reason));
    }

    @Override
    public void received(PeerId peer, TopicId topic, byte[] frame) {
        node.receive(peer, topic, frame);
    }

    @Override
    public void misbehaved(PeerId peer, InetSocketAddress remote, String reason) {
        node.offended(peer, Optional.ofNullable(remote.getAddress()), Offence.BROKEN_STREAM);
    }

    @Override
    public void disconnected(PeerId peer, String reason) {
        node.post(() -> node.disconnected(transport, peer));
    }
}
