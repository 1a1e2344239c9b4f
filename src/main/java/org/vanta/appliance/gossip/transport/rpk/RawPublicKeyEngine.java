package org.vanta.appliance.gossip.transport.rpk;

import java.util.Optional;
import org.vanta.appliance.bytes.Hash256;

/** A TLS engine whose peer is a key. */
public interface RawPublicKeyEngine {
    /** The Ed25519 key the peer has proved to hold; empty until the handshake is finished. */
    Optional<Hash256> peerKey();
}
