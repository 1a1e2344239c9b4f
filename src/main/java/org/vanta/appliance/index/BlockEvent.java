package org.vanta.appliance.index;

import java.util.List;
import org.vanta.appliance.chain.ProvenSpend;
import org.vanta.appliance.store.BlockRecord;

/** A block joined or left the indexed chain. Told in order, after it is forced to disk, on the follower's thread. */
public sealed interface BlockEvent {
    BlockRecord block();

    /** @param proofs that were verified in it, in block order */
    record BlockApplied(BlockRecord block, List<ProvenSpend> proofs) implements BlockEvent {
        public BlockApplied {
            proofs = List.copyOf(proofs);
        }
    }

    record BlockUndone(BlockRecord block) implements BlockEvent {}

    /** The whole chain up to and with this block was undone at once; the active one follows from its first block on. */
    record AllUndone(BlockRecord block) implements BlockEvent {}
}
