package org.vanta.appliance.index;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.smt.Hash256Set;
import org.vanta.appliance.smt.SparseMerkleTree;
import org.vanta.appliance.smt.TreeLoad;
import org.vanta.appliance.store.BlockRecord;
import org.vanta.appliance.store.BlockRecordStore;

/** Gathers the state from block records as they are read at start; nobody else sees it before it is whole. For one thread. */
final class StateLoad implements Consumer<BlockRecord> {
    final Hash256Set nullifiers = new Hash256Set();
    final AnchorHeights heights = new AnchorHeights();
    private final TreeLoad commitments = new TreeLoad();
    private final LoadProgress progress;
    private long unbacked;
    private @Nullable BlockRecord last;

    StateLoad(LoadProgress progress) {
        this.progress = progress;
    }

    @Override
    public void accept(BlockRecord record) {
        commitments.addAll(record.commitments());
        record.commitments().forEach(commitment -> heights.put(commitment, record.height()));
        record.nullifiers().forEach(nullifiers::add);
        unbacked += record.unbackedAnchors();
        last = record;
        progress.reached(record.height(), commitments.count());
    }

    /** The tree of all commitments; to be asked for once. */
    SparseMerkleTree tree() {
        progress.building(commitments.count());
        return commitments.tree();
    }

    long unbacked() {
        return unbacked;
    }

    int height() {
        return last == null ? BlockRecordStore.NOTHING : last.height();
    }

    Hash256 hash() {
        return last == null ? Hash256.ZERO : last.hash();
    }

    /** The root that the last record has. */
    Hash256 root() {
        return last == null ? Hash256.ZERO : last.root();
    }
}
