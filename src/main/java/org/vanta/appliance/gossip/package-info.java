/**
 * Gossip between sidecars: what a message means, whom to trust with how much, and which peers to keep. It stands between the index and the
 * inbox on one side and {@code gossip.core} (the protocol without I/O) and {@code gossip.transport} (bytes between peers) on the other. What
 * the chain says is never taken from here: notes become pending, commitments and nullifiers are hints.
 */
@NullMarked
package org.vanta.appliance.gossip;

import org.jspecify.annotations.NullMarked;
