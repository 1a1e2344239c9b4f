package org.vanta.appliance.gossip;

import java.util.List;
import org.vanta.appliance.bytes.Hash256;

/** What our index has read from the chain itself, by which hearsay is judged. May wait for the index or a disk. */
public interface IndexedChain {
    /** Of the last indexed block; -1 before the first. */
    int height();

    boolean hasCommitment(Hash256 commitment);

    boolean hasNullifier(Hash256 nullifier);

    /** The commitments that a block anchors and of which there is no envelope; none for a block that is not there. */
    List<Hash256> missingAt(int height);
}
