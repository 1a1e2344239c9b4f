package org.vanta.appliance.smt;

import java.util.Collection;
import org.vanta.appliance.bytes.Hash256;

/**
 * A tree of many keys, made at once: each node is hashed once, on all processors, where insertion block by block hashes those near the root
 * again with every block. The keys go where the tree will have them, so that nothing is held twice. For one thread.
 */
public final class TreeLoad {
    private Nodes nodes = new Nodes();
    private int count;

    /** Keys in any order; those that come twice count once. */
    public void addAll(Collection<Hash256> keys) {
        for (Hash256 key : keys) {
            nodes.keys.allocate(key);
            count++;
        }
    }

    /** Keys so far, each as often as it came. */
    public int count() {
        return count;
    }

    /** The tree of all keys; this begins anew. */
    public SparseMerkleTree tree() {
        SparseMerkleTree tree = SparseMerkleTree.of(nodes, count);
        nodes = new Nodes();
        count = 0;
        return tree;
    }
}
