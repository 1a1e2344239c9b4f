/**
 * iroh's relay protocol ({@code iroh-relay-v2}) over WebSocket: a client, which is a UDP socket to the QUIC library, and a server, so that
 * nobody depends on public relays. A relay passes packets between endpoints that name each other by key; it can't read or forge them.
 */
@NullMarked
package org.vanta.appliance.gossip.transport.relay;

import org.jspecify.annotations.NullMarked;
