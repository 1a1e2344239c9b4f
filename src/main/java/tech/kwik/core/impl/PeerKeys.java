package tech.kwik.core.impl;

import java.util.Optional;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.gossip.transport.rpk.RawPublicKeyEngine;
import tech.kwik.core.QuicConnection;

/** Reads the peer's proven key; stands in this package because the library shows a connection's TLS engine to its package alone. */
public final class PeerKeys {
    private PeerKeys() {}

    public static Optional<Hash256> of(QuicConnection connection) {
        return ((RawPublicKeyEngine) ((QuicConnectionImpl) connection).getTlsEngine()).peerKey();
    }
}
