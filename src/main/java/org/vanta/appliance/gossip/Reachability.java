package org.vanta.appliance.gossip;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.gossip.core.PeerPolicy;

/**
 * What is believed of addresses that peers tell: at most {@link PeerAddress#DIRECT_MAX} a peer, and on an open network no private ones, so
 * that nobody can make us knock at doors of the local network.
 *
 * @param local whether all peers share a machine or a local network, as on regtest and devnet
 */
record Reachability(Reputation reputation, boolean local, Routes routes) implements PeerPolicy {
    @Override
    public boolean admits(PeerId peer) {
        return !reputation.isBanned(peer);
    }

    @Override
    public Optional<String> netGroup(PeerId peer, PeerAddress known) {
        return routes.remote(peer).map(remote -> NetGroup.of(remote, known)).orElseGet(() -> NetGroup.of(known));
    }

    @Override
    public PeerAddress reachable(PeerAddress told) {
        List<InetSocketAddress> direct = told.direct().stream()
                .filter(address -> !address.isUnresolved() && address.getPort() > 0)
                .filter(address -> isOfUse(address) && !reputation.isBanned(address.getAddress()))
                .toList();
        return new PeerAddress(told.relay(), direct);
    }

    private boolean isOfUse(InetSocketAddress address) {
        return AddressGroup.isPublic(address.getAddress())
                || local
                        && !address.getAddress().isAnyLocalAddress()
                        && !address.getAddress().isMulticastAddress();
    }
}
