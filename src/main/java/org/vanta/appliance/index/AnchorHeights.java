package org.vanta.appliance.index;

import java.security.SecureRandom;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.store.StoredNote;

/**
 * The height at which each commitment was anchored: 12 bytes a slot, at most three quarters full. Keeps a keyed 64-bit fingerprint instead of
 * the commitment, so it is to be asked only about commitments that are in the tree. Not thread-safe.
 */
final class AnchorHeights {
    private static final int LEAST_SLOTS = 16;
    private static final long FREE = 0;

    /** Multilinear hashing; strangers choose the commitments but can't know the factors. */
    private final long[] factors = new SecureRandom().longs(Hash256.BYTES).toArray();

    private long[] fingerprints = new long[LEAST_SLOTS];
    private int[] heights = new int[LEAST_SLOTS];
    private int size;

    void put(Hash256 commitment, int height) {
        if (size >= fingerprints.length / 4 * 3) {
            grow();
        }
        long fingerprint = fingerprint(commitment);
        int slot = slot(fingerprint);
        size += fingerprints[slot] == FREE ? 1 : 0;
        fingerprints[slot] = fingerprint;
        heights[slot] = height;
    }

    /** {@link StoredNote#NO_HEIGHT} for a commitment that was not put. */
    int get(Hash256 commitment) {
        int slot = slot(fingerprint(commitment));
        return fingerprints[slot] == FREE ? StoredNote.NO_HEIGHT : heights[slot];
    }

    void remove(Hash256 commitment) {
        int gap = slot(fingerprint(commitment));
        if (fingerprints[gap] == FREE) {
            return;
        }
        size--;
        int mask = fingerprints.length - 1;
        for (int slot = gap + 1 & mask; fingerprints[slot] != FREE; slot = slot + 1 & mask) {
            int home = home(fingerprints[slot]);
            if ((slot - home & mask) >= (slot - gap & mask)) {
                fingerprints[gap] = fingerprints[slot];
                heights[gap] = heights[slot];
                gap = slot;
            }
        }
        fingerprints[gap] = FREE;
    }

    private void grow() {
        long[] oldFingerprints = fingerprints;
        int[] oldHeights = heights;
        fingerprints = new long[2 * oldFingerprints.length];
        heights = new int[2 * oldHeights.length];
        for (int i = 0; i < oldFingerprints.length; i++) {
            if (oldFingerprints[i] != FREE) {
                int slot = slot(oldFingerprints[i]);
                fingerprints[slot] = oldFingerprints[i];
                heights[slot] = oldHeights[i];
            }
        }
    }

    private int slot(long fingerprint) {
        int mask = fingerprints.length - 1;
        int slot = home(fingerprint);
        while (fingerprints[slot] != FREE && fingerprints[slot] != fingerprint) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private int home(long fingerprint) {
        return (int) (fingerprint >>> 32) & fingerprints.length - 1;
    }

    private long fingerprint(Hash256 commitment) {
        long sum = 0;
        for (int i = 0; i < Hash256.BYTES; i++) {
            sum += factors[i] * (commitment.byteAt(i) + 1);
        }
        return sum == FREE ? 1 : sum;
    }
}
