package org.vanta.appliance.gossip.core;

import org.vanta.appliance.bytes.Hash256;

/** The BLAKE3 hash of a message's content: who says otherwise of a message has spoofed it. */
public record MessageId(Hash256 bytes) {
    @Override
    public String toString() {
        return bytes.hex();
    }
}
