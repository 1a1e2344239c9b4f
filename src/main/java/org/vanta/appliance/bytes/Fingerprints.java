package org.vanta.appliance.bytes;

import java.security.SecureRandom;

/** Keyed 64-bit fingerprints of hashes: what tells them apart but for chance, whoever chooses them. Each of these has a key of its own. */
public final class Fingerprints {
    /** Multilinear hashing; strangers choose the hashes but can't know the factors. */
    private final long[] factors = new SecureRandom().longs(Hash256.BYTES).toArray();

    /** Never 0. */
    public long of(Hash256 hash) {
        long sum = 0;
        for (int i = 0; i < Hash256.BYTES; i++) {
            sum += factors[i] * (hash.byteAt(i) + 1);
        }
        return sum == 0 ? 1 : sum;
    }
}
