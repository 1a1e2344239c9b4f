package org.vanta.appliance.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.smt.SparseMerkleTree;
import org.vanta.appliance.smt.TreeLoad;
import org.vanta.appliance.store.BadRecord;
import org.vanta.appliance.store.BlockRecord;
import org.vanta.appliance.store.StateCopy;

/** Builds the tree anew from block records and compares the root, without an appliance around it. */
public final class StateAudit implements Consumer<BlockRecord> {
    private final TreeLoad load = new TreeLoad();
    private @Nullable SparseMerkleTree tree;
    private Hash256 root = Hash256.ZERO;
    private int height = -1;
    private long nullifiers;

    /**
     * @param bad every record that is not as it was written; of the block records the first one only, since the others hang on it
     */
    public record Report(
            int height, int commitments, long nullifiers, Hash256 root, StateCopy.Tables tables, List<BadRecord> bad) {}

    @Override
    public void accept(BlockRecord record) {
        load.addAll(record.commitments());
        nullifiers += record.nullifiers().size();
        height = record.height();
        root = record.root();
    }

    /** To be asked for when all records were told. */
    private SparseMerkleTree tree() {
        if (tree == null) {
            tree = load.tree();
        }
        return tree;
    }

    public int height() {
        return height;
    }

    /** What the records say the root is. */
    public Hash256 root() {
        return root;
    }

    public int commitments() {
        return tree().size();
    }

    /** How the commitments told so far differ from the last record's root, if they do. */
    public Optional<BadRecord> difference() {
        return height < 0 || tree().root().equals(root)
                ? Optional.empty()
                : Optional.of(new BadRecord(
                        "block_record",
                        Integer.toString(height),
                        "its root is " + root + " but its commitments give " + tree().root()));
    }

    public static Report of(StateCopy copy) {
        StateAudit audit = new StateAudit();
        List<BadRecord> bad = new ArrayList<>();
        copy.blocks(audit).ifPresent(bad::add);
        audit.difference().ifPresent(bad::add);
        StateCopy.Tables tables = copy.tables();
        bad.addAll(tables.bad());
        return new Report(audit.height, audit.commitments(), audit.nullifiers, audit.root, tables, List.copyOf(bad));
    }
}
