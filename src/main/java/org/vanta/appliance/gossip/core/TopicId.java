package org.vanta.appliance.gossip.core;

import java.nio.charset.StandardCharsets;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;

/** The 32 bytes that name a topic on the wire. */
public record TopicId(Hash256 bytes) {
    /** The topic whose id is the SHA-256 of a name's UTF-8 form, as Vanta names its own. */
    public static TopicId ofName(String name) {
        return new TopicId(Sha256.hash(name.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
        return bytes.hex();
    }
}
