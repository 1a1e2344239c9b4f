package org.vanta.appliance.gossip;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vanta.appliance.gossip.core.GossipLimits;
import org.vanta.appliance.gossip.core.TopicId;
import org.vanta.appliance.gossip.transport.BootstrapPeer;

/**
 * What a gossip node is told.
 *
 * @param local whether peers share this machine or its network, as on regtest and devnet: private addresses are believed there
 * @param url of our own REST, told to neighbours
 * @param peersFile where known peers and bans are kept
 */
record NodeSettings(
        TopicId topic,
        boolean local,
        List<BootstrapPeer> bootstrap,
        Optional<URI> url,
        Path peersFile,
        GossipLimits limits,
        InboundLimits inbound) {
    NodeSettings {
        bootstrap = List.copyOf(bootstrap);
    }
}
