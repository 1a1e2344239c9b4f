package org.vanta.appliance.gossip.core;

import java.util.Optional;

/** A peer as others tell of it. Nothing of this is proved: a peer is who it says only once a transport has seen its key. */
public record PeerInfo(PeerId id, Optional<PeerAddress> address) {}
