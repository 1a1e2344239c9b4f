package org.vanta.appliance.index;

import org.vanta.appliance.bytes.Hash256;

/**
 * The state after the last block that is forced to disk.
 *
 * @param height of that block, -1 before the first
 * @param hash of that block, {@link Hash256#ZERO} before the first
 * @param unbackedAnchors of all blocks
 */
public record IndexState(
        int height, Hash256 hash, int commitmentCount, int nullifierCount, long unbackedAnchors, Hash256 root) {
    public static final IndexState EMPTY = new IndexState(-1, Hash256.ZERO, 0, 0, 0, Hash256.ZERO);
}
