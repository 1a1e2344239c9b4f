package org.vanta.appliance.gossip;

import java.util.List;
import org.vanta.appliance.bytes.Hash256;

/** An index that holds nothing yet. */
final class NoBlocks implements IndexedChain {
    @Override
    public int height() {
        return -1;
    }

    @Override
    public boolean hasCommitment(Hash256 commitment) {
        return false;
    }

    @Override
    public boolean hasNullifier(Hash256 nullifier) {
        return false;
    }

    @Override
    public List<Hash256> missingAt(int height) {
        return List.of();
    }
}
