package org.vanta.appliance.gossip.core;

import java.nio.charset.StandardCharsets;
import org.vanta.appliance.bytes.Hash256;

/** BLAKE3 (the BLAKE3 paper, version 2021-11-05) in the two modes that iroh uses, with its standard output of 32 bytes. */
public final class Blake3 {
    private Blake3() {}

    public static Hash256 hash(byte[] data) {
        return Hash256.of(org.apache.commons.codec.digest.Blake3.hash(data));
    }

    /** The mode {@code derive_key}: the context is text that nobody else uses, and no secret. */
    public static Hash256 deriveKey(String context, byte[] material) {
        byte[] key = new byte[Hash256.BYTES];
        org.apache.commons.codec.digest.Blake3.initKeyDerivationFunction(context.getBytes(StandardCharsets.UTF_8))
                .update(material)
                .doFinalize(key);
        return Hash256.of(key);
    }
}
