package org.vanta.appliance.bitcoin;

import java.util.ArrayList;
import java.util.List;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;

/** Bitcoin's merkle tree: node = double SHA-256 of both children; an odd level repeats its last node. Hashes in internal order. */
public final class MerkleTree {
    private MerkleTree() {}

    /** The root over at least one leaf. */
    public static Hash256 root(List<Hash256> leaves) {
        List<Hash256> level = leaves;
        while (level.size() > 1) {
            level = parents(level);
        }
        return level.getFirst();
    }

    /**
     * The siblings of leaf 0 from the bottom up, for a block whose leaf 0 (the coinbase) is not known yet.
     *
     * @param others the leaves 1, 2, …
     */
    public static List<Hash256> branchOfFirst(List<Hash256> others) {
        List<Hash256> branch = new ArrayList<>();
        List<Hash256> level = new ArrayList<>(others.size() + 1);
        level.add(Hash256.ZERO);
        level.addAll(others);
        while (level.size() > 1) {
            branch.add(level.get(1));
            level = parents(level);
        }
        return branch;
    }

    /** The root that follows from leaf 0 and its branch. */
    public static Hash256 rootOfFirst(Hash256 first, List<Hash256> branch) {
        Hash256 node = first;
        for (Hash256 sibling : branch) {
            node = parent(node, sibling);
        }
        return node;
    }

    private static List<Hash256> parents(List<Hash256> level) {
        List<Hash256> parents = new ArrayList<>((level.size() + 1) / 2);
        for (int i = 0; i < level.size(); i += 2) {
            parents.add(parent(level.get(i), level.get(Math.min(i + 1, level.size() - 1))));
        }
        return parents;
    }

    private static Hash256 parent(Hash256 left, Hash256 right) {
        byte[] both = new byte[2 * Hash256.BYTES];
        left.copyTo(both, 0);
        right.copyTo(both, Hash256.BYTES);
        return Sha256.twice(both);
    }
}
