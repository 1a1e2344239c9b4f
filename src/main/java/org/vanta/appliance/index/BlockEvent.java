package org.vanta.appliance.index;

import org.vanta.appliance.store.BlockRecord;

/** A block joined or left the indexed chain. Told in order, after it is forced to disk, on the follower's thread. */
public sealed interface BlockEvent {
    BlockRecord block();

    record BlockApplied(BlockRecord block) implements BlockEvent {}

    record BlockUndone(BlockRecord block) implements BlockEvent {}
}
