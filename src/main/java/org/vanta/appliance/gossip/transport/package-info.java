/**
 * Moves gossip frames between peers that prove their keys: over QUIC as iroh speaks it, over TLS on TCP where UDP does not pass, and through
 * relays. Knows nothing of what a frame says. Queues are bounded here; who is let in is asked of the listener.
 */
@NullMarked
package org.vanta.appliance.gossip.transport;

import org.jspecify.annotations.NullMarked;
