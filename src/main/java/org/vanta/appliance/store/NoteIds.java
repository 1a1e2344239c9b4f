package org.vanta.appliance.store;

import java.util.Arrays;
import org.vanta.appliance.bytes.Fingerprints;
import org.vanta.appliance.bytes.Hash256;

/**
 * The ids of the notes of each commitment: 16 bytes a slot, at most three quarters full. Keeps a keyed 64-bit fingerprint instead of the commitment,
 * so that an id may, by chance alone, be that of a note of another one. Not thread-safe.
 */
final class NoteIds {
    private static final int LEAST_SLOTS = 16;
    private static final long FREE = 0;

    private final Fingerprints keyed = new Fingerprints();
    private long[] fingerprints = new long[LEAST_SLOTS];
    private long[] ids = new long[LEAST_SLOTS];
    private int size;

    void clear() {
        fingerprints = new long[LEAST_SLOTS];
        ids = new long[LEAST_SLOTS];
        size = 0;
    }

    void add(Hash256 commitment, long id) {
        if (size >= fingerprints.length / 4 * 3) {
            grow();
        }
        put(keyed.of(commitment), id);
        size++;
    }

    /** In rising order. */
    long[] of(Hash256 commitment) {
        long fingerprint = keyed.of(commitment);
        long[] found = {};
        int mask = fingerprints.length - 1;
        for (int slot = home(fingerprint); fingerprints[slot] != FREE; slot = slot + 1 & mask) {
            if (fingerprints[slot] == fingerprint) {
                found = Arrays.copyOf(found, found.length + 1);
                found[found.length - 1] = ids[slot];
            }
        }
        Arrays.sort(found);
        return found;
    }

    void remove(Hash256 commitment, long id) {
        long fingerprint = keyed.of(commitment);
        int mask = fingerprints.length - 1;
        for (int slot = home(fingerprint); fingerprints[slot] != FREE; slot = slot + 1 & mask) {
            if (fingerprints[slot] == fingerprint && ids[slot] == id) {
                size--;
                closeGap(slot);
                return;
            }
        }
    }

    /** Moves later ones of the run forward, so that none is cut off from its home slot by the gap. */
    private void closeGap(int removed) {
        int mask = fingerprints.length - 1;
        int gap = removed;
        for (int slot = gap + 1 & mask; fingerprints[slot] != FREE; slot = slot + 1 & mask) {
            if ((slot - home(fingerprints[slot]) & mask) >= (slot - gap & mask)) {
                fingerprints[gap] = fingerprints[slot];
                ids[gap] = ids[slot];
                gap = slot;
            }
        }
        fingerprints[gap] = FREE;
    }

    private void grow() {
        long[] oldFingerprints = fingerprints;
        long[] oldIds = ids;
        fingerprints = new long[2 * oldFingerprints.length];
        ids = new long[2 * oldIds.length];
        for (int i = 0; i < oldFingerprints.length; i++) {
            if (oldFingerprints[i] != FREE) {
                put(oldFingerprints[i], oldIds[i]);
            }
        }
    }

    private void put(long fingerprint, long id) {
        int mask = fingerprints.length - 1;
        int slot = home(fingerprint);
        while (fingerprints[slot] != FREE) {
            slot = slot + 1 & mask;
        }
        fingerprints[slot] = fingerprint;
        ids[slot] = id;
    }

    private int home(long fingerprint) {
        return (int) (fingerprint >>> 32) & fingerprints.length - 1;
    }
}
