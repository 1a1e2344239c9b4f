package org.vanta.appliance.store;

import java.util.List;
import org.vanta.appliance.bytes.Hash256;

/**
 * What applying one L1 block did to the state, and so what undoing it takes.
 *
 * @param time of the header, seconds since 1970
 * @param commitments added to the tree by this block, in block order
 * @param nullifiers added to the set by this block, in block order
 * @param unbackedAnchors commitment anchors without a matching output
 * @param root of the tree after the block
 */
public record BlockRecord(
        int height,
        Hash256 hash,
        Hash256 previousHash,
        long time,
        List<Hash256> commitments,
        List<Hash256> nullifiers,
        int unbackedAnchors,
        Hash256 root) {
    public BlockRecord {
        commitments = List.copyOf(commitments);
        nullifiers = List.copyOf(nullifiers);
    }
}
