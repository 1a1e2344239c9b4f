/**
 * Mutual TLS 1.3 with raw public keys (RFC 8446, RFC 7250) for QUIC, Ed25519 and X25519 alone, as iroh speaks it. Fits into the TLS library of
 * the QUIC library, which keeps messages and key schedule, through the replaced factories in {@code tech.kwik.agent15.engine}; keys come from
 * the transport by way of the library's own settings, and the peer's proven key goes back to it.
 */
@NullMarked
package org.vanta.appliance.gossip.transport.rpk;

import org.jspecify.annotations.NullMarked;
