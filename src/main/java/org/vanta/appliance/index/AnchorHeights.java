package org.vanta.appliance.index;

import org.vanta.appliance.bytes.Fingerprints;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.LongToInt;
import org.vanta.appliance.store.StoredNote;

/**
 * The height at which each commitment was anchored, in the room of a {@link LongToInt}. Keeps a keyed 64-bit fingerprint instead of the commitment, so it
 * is to be asked only about commitments that are in the tree. Not thread-safe.
 */
final class AnchorHeights {
    private final Fingerprints fingerprints = new Fingerprints();

    /** One more than the heights, as 0 stands for none. */
    private final LongToInt above = new LongToInt();

    void put(Hash256 commitment, int height) {
        above.put(fingerprints.of(commitment), height + 1);
    }

    /** {@link StoredNote#NO_HEIGHT} for a commitment that was not put. */
    int get(Hash256 commitment) {
        int height = above.get(fingerprints.of(commitment));
        return height == LongToInt.NONE ? StoredNote.NO_HEIGHT : height - 1;
    }

    void remove(Hash256 commitment) {
        var unused = above.remove(fingerprints.of(commitment));
    }
}
