package org.vanta.appliance.gossip;

import java.time.Instant;
import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.core.PeerId;

/**
 * A peer that has been a neighbour.
 *
 * @param failures dials in a row that it did not answer
 */
record KnownPeer(PeerId id, PeerAddress address, Instant lastSeen, int failures) {}
