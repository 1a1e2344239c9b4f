package org.vanta.appliance.smt;

import java.util.concurrent.RecursiveTask;

/**
 * Inserts sorted keys below a node and hashes each branch that changes once, from below; halves with many keys on processors of their own. Each
 * key but the first of an empty tree makes one branch, so the branches are set aside beforehand: the keys from place {@code from} to {@code to}
 * take those of the same places, and below an empty node all but the first of them. The result is the node that stands there then.
 */
final class Insertion extends RecursiveTask<Integer> {
    static final int NOTHING = Integer.MIN_VALUE;

    /** Below it, handing over costs more than it brings. */
    private static final int FORK_MIN = 512;

    private static final long serialVersionUID = 1L;

    /** What all parts of one insertion share. @param known set at the places of keys that were there before, whose branches are not used */
    record Batch(Nodes nodes, SortedKeys keys, int[] spareBranches, boolean[] known) {}

    private final transient Batch batch;
    private final transient TreeHasher hasher = new TreeHasher();
    private final int node;
    private final int from;
    private final int to;
    private final int depth;

    /** @param depth the keys and all below the node share that many bits */
    Insertion(Batch batch, int node, int from, int to, int depth) {
        this.batch = batch;
        this.node = node;
        this.from = from;
        this.to = to;
        this.depth = depth;
    }

    @Override
    protected Integer compute() {
        return insert(node, from, to, depth);
    }

    /** At most 256 deep, as each step decides a later bit. */
    private int insert(int into, int first, int end, int level) {
        if (first == end) {
            return into;
        }
        if (into == NOTHING) {
            return end - first == 1 ? ~batch.keys.leaf(first) : branch(NOTHING, first, end, level, split(first, end));
        }
        Nodes nodes = batch.nodes;
        int bit = Branches.isLeaf(into) ? SparseMerkleTree.DEPTH : nodes.branches.bit(into);
        int splits = bit == level ? bit : Math.min(bit, splitFrom(into, first, end));
        if (splits == SparseMerkleTree.DEPTH) {
            batch.known[first] = true;
            return into;
        }
        if (splits < bit) {
            return branch(into, first, end, level, splits);
        }
        int middle = batch.keys.split(first, end, bit);
        insertBoth(into, nodes.branches.child(into, 0), nodes.branches.child(into, 1), first, middle, end, bit, level);
        return into;
    }

    private int split(int first, int end) {
        return batch.keys.firstDifference(first, end - 1);
    }

    /** The first bit in which the keys, and those below a node that share a path, differ. */
    private int splitFrom(int into, int first, int end) {
        return Math.min(
                split(first, end), batch.nodes.firstDifference(batch.nodes.anyLeaf(into), batch.keys.leaf(first)));
    }

    /** A new branch, above a node or nothing, with keys on at least one side. */
    private int branch(int into, int first, int end, int level, int bit) {
        Nodes nodes = batch.nodes;
        int middle = batch.keys.split(first, end, bit);
        boolean right = into != NOTHING && nodes.side(nodes.anyLeaf(into), bit) == 1;
        if (into != NOTHING && !Branches.isLeaf(into) && (right ? middle == end : first == middle)) {
            // Nothing changes below it, but its edge is shorter now: fewer single-child levels belong to its hash.
            nodes.rehash(into, bit + 1, hasher);
        }
        int branch = batch.spareBranches[right ? first : middle];
        nodes.branches.setBit(branch, bit);
        insertBoth(branch, right ? NOTHING : into, right ? into : NOTHING, first, middle, end, bit, level);
        return branch;
    }

    private void insertBoth(int branch, int left, int right, int first, int middle, int end, int bit, int level) {
        int newLeft;
        int newRight;
        if (middle - first >= FORK_MIN && end - middle >= FORK_MIN) {
            Insertion other = new Insertion(batch, right, middle, end, bit + 1);
            other.fork();
            newLeft = insert(left, first, middle, bit + 1);
            newRight = other.join();
        } else {
            newLeft = insert(left, first, middle, bit + 1);
            newRight = insert(right, middle, end, bit + 1);
        }
        batch.nodes.branches.setChild(branch, 0, newLeft);
        batch.nodes.branches.setChild(branch, 1, newRight);
        batch.nodes.rehash(branch, level, hasher);
    }
}
