package org.vanta.appliance.smt;

import java.util.Arrays;
import org.vanta.appliance.bytes.Hash256;

/**
 * The leaves and branches of one tree, and how they are hashed. A node is a reference as {@link Branches} has them. Threads may hash branches at
 * the same time if none of them is, or is below, another's.
 */
final class Nodes {
    final HashPages keys = new HashPages();
    final Branches branches = new Branches();

    /** The hash of the subtree below {@code branch} as it stands at {@code depth}, from its children's hashes. */
    void hashTo(int branch, int depth, TreeHasher with, byte[] out, int outAt) {
        setChild(branch, 0, with);
        setChild(branch, 1, with);
        with.node(out, outAt);
        int bit = branches.bit(branch);
        if (bit == depth) {
            return;
        }
        int leaf = anyLeaf(branch);
        byte[] path = keys.page(leaf);
        int pathAt = HashPages.offset(leaf);
        for (int level = bit - 1; level >= depth; level--) {
            int side = side(path, pathAt, level);
            with.setChild(side, out, outAt);
            with.setEmptyChild(1 - side);
            with.node(out, outAt);
        }
    }

    /** Brings a branch's own hash up to date, whose edge begins at {@code depth}. */
    void rehash(int branch, int depth, TreeHasher with) {
        hashTo(branch, depth, with, branches.hashPage(branch), HashPages.offset(branch));
    }

    private void setChild(int branch, int side, TreeHasher with) {
        int child = branches.child(branch, side);
        if (Branches.isLeaf(child)) {
            with.setLeafChild(side, keys.page(~child), HashPages.offset(~child));
        } else {
            with.setChild(side, branches.hashPage(child), HashPages.offset(child));
        }
    }

    Hash256 subtreeHash(int node, TreeHasher with) {
        if (Branches.isLeaf(node)) {
            byte[] hash = new byte[Hash256.BYTES];
            with.leaf(keys.page(~node), HashPages.offset(~node), hash, 0);
            return Hash256.of(hash);
        }
        return Hash256.of(branches.hashPage(node), HashPages.offset(node), Hash256.BYTES);
    }

    /** The number of a key below a node. */
    int anyLeaf(int node) {
        int below = node;
        while (!Branches.isLeaf(below)) {
            below = branches.child(below, 0);
        }
        return ~below;
    }

    /** The first bit in which two keys differ, or {@link SparseMerkleTree#DEPTH}. */
    int firstDifference(int leaf, int otherLeaf) {
        return firstDifference(
                keys.page(leaf), HashPages.offset(leaf), keys.page(otherLeaf), HashPages.offset(otherLeaf));
    }

    /** Bit {@code bit} of a key, 0 for left and 1 for right. */
    int side(int leaf, int bit) {
        return side(keys.page(leaf), HashPages.offset(leaf), bit);
    }

    /** The first bit in which two keys differ, or {@link SparseMerkleTree#DEPTH}. */
    static int firstDifference(byte[] page, int at, byte[] other, int otherAt) {
        int index = Arrays.mismatch(page, at, at + Hash256.BYTES, other, otherAt, otherAt + Hash256.BYTES);
        if (index < 0) {
            return SparseMerkleTree.DEPTH;
        }
        int difference = (page[at + index] ^ other[otherAt + index]) & 0xff;
        return Byte.SIZE * index + Integer.numberOfLeadingZeros(difference) - (Integer.SIZE - Byte.SIZE);
    }

    /** Bit {@code bit} of a key, 0 for left and 1 for right. */
    static int side(byte[] page, int at, int bit) {
        return page[at + (bit >>> 3)] >>> (7 - (bit & 7)) & 1;
    }
}
