package org.vanta.appliance.gossip.core;

import org.vanta.appliance.bytes.Hash256;

/** The Ed25519 public key (RFC 8032, 32 bytes) that names a peer; iroh calls it the endpoint id. */
public record PeerId(Hash256 key) implements Comparable<PeerId> {
    public static PeerId fromHex(String hex) {
        return new PeerId(Hash256.fromHex(hex));
    }

    /** 64 lower-case hex digits. */
    public String hex() {
        return key.hex();
    }

    @Override
    public int compareTo(PeerId other) {
        return key.compareTo(other.key);
    }

    @Override
    public String toString() {
        return hex();
    }
}
