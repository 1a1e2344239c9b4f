package org.vanta.appliance.gossip;

import java.time.Instant;

/**
 * A neighbour as shown to people.
 *
 * @param address where the connection goes to; a placeholder if it goes through a relay
 * @param outbound whether the connection was made from here
 * @param score see {@link Reputation}
 */
public record Neighbour(String id, String address, boolean outbound, Instant since, double score) {}
