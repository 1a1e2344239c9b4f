package org.vanta.appliance.smt;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.vanta.appliance.bytes.Hash256;

/**
 * A sparse Merkle tree over 32-byte keys, 256 levels deep, a key's bits read from the most significant of its first byte on. Its root depends on
 * the set of keys alone. An empty subtree is 32 zero bytes; a subtree with one key is that key's leaf; every other one is the hash of its two
 * halves, an empty half included.
 *
 * <p>Only branches are kept (a Patricia trie), in pages of primitive arrays: about 75 bytes per key. A key costs at most 256 hashes, whatever
 * prefixes others chose. After every change all hashes are up to date, so the reading methods write nothing: many threads may read as long as
 * none changes the tree. Changing it is for one thread at a time, which has the help of the common pool when the keys are many.
 */
public final class SparseMerkleTree {
    /** Levels of the tree, bits of a key. */
    public static final int DEPTH = 256;

    private static final int NOTHING = Insertion.NOTHING;

    private final Nodes nodes;
    private final Branches branches;
    private final TreeHasher hasher = new TreeHasher();
    private int root = NOTHING;
    private int size;

    public SparseMerkleTree() {
        this(new Nodes());
    }

    private SparseMerkleTree(Nodes nodes) {
        this.nodes = nodes;
        this.branches = nodes.branches;
    }

    /** The tree of the first {@code count} keys of new pages, which are its own from now on. */
    static SparseMerkleTree of(Nodes nodes, int count) {
        SparseMerkleTree tree = new SparseMerkleTree(nodes);
        tree.insert(SortedKeys.ofFirst(nodes.keys, count));
        return tree;
    }

    /** Inserts a key; false if it was there already. */
    public boolean insert(Hash256 key) {
        return !insertAll(List.of(key)).isEmpty();
    }

    /**
     * Inserts many keys and hashes each changed node once.
     *
     * @return those that were not there before, in the order given
     */
    public List<Hash256> insertAll(Collection<Hash256> added) {
        List<Hash256> distinct = List.copyOf(new LinkedHashSet<>(added));
        int[] leaves = new int[distinct.size()];
        for (int i = 0; i < leaves.length; i++) {
            leaves[i] = nodes.keys.allocate(distinct.get(i));
        }
        Set<Integer> known = insert(SortedKeys.of(nodes.keys, leaves));
        if (known.isEmpty()) {
            return distinct;
        }
        List<Hash256> inserted = new ArrayList<>(distinct.size());
        for (int i = 0; i < leaves.length; i++) {
            if (!known.contains(leaves[i])) {
                inserted.add(distinct.get(i));
            }
        }
        return inserted;
    }

    /** The leaves of those that were there before, released by now. */
    private Set<Integer> insert(SortedKeys sorted) {
        int count = sorted.size();
        int[] spare = new int[count];
        for (int i = root == NOTHING ? 1 : 0; i < count; i++) {
            spare[i] = branches.allocate();
        }
        boolean[] known = new boolean[count];
        Insertion.Batch batch = new Insertion.Batch(nodes, sorted, spare, known);
        root = new Insertion(batch, root, 0, count, 0).invoke();
        Set<Integer> released = new HashSet<>();
        for (int i = 0; i < count; i++) {
            if (known[i]) {
                branches.release(spare[i]);
                nodes.keys.release(sorted.leaf(i));
                released.add(sorted.leaf(i));
            }
        }
        size += count - released.size();
        return released;
    }

    /** Removes a key; false if it was not there. */
    public boolean remove(Hash256 key) {
        boolean removed = unlink(key.toBytes());
        rehash();
        return removed;
    }

    /**
     * Removes many keys and hashes each changed node once.
     *
     * @return those that were there, in the order given
     */
    public List<Hash256> removeAll(Collection<Hash256> gone) {
        List<Hash256> removed = new ArrayList<>(gone.size());
        for (Hash256 key : gone) {
            if (unlink(key.toBytes())) {
                removed.add(key);
            }
        }
        rehash();
        return removed;
    }

    public boolean contains(Hash256 key) {
        return root != NOTHING && nodes.keys.mismatch(nearestLeaf(key.toBytes()), key.toBytes()) < 0;
    }

    public int size() {
        return size;
    }

    /** The root's hash: 32 zero bytes for the empty tree. */
    public Hash256 root() {
        return root == NOTHING ? Hash256.ZERO : nodes.subtreeHash(root, new TreeHasher());
    }

    /** A proof that {@code key} is in the tree, or that it is not, against the present {@link #root()}. */
    public SmtProof prove(Hash256 key) {
        if (root == NOTHING) {
            return new SmtProof(key, false, List.of(), new Terminal.Empty());
        }
        TreeHasher reader = new TreeHasher();
        byte[] path = key.toBytes();
        int nearest = nearestLeaf(path);
        int differs = Nodes.firstDifference(nodes.keys.page(nearest), HashPages.offset(nearest), path, 0);
        List<Hash256> siblings = new ArrayList<>();
        int node = root;
        while (!Branches.isLeaf(node)) {
            int bit = branches.bit(node);
            if (differs < bit) {
                addEmpty(siblings, differs);
                siblings.add(hashAtDepth(node, differs + 1, reader));
                return new SmtProof(key, false, siblings, new Terminal.Empty());
            }
            addEmpty(siblings, bit);
            int side = Nodes.side(path, 0, bit);
            siblings.add(nodes.subtreeHash(branches.child(node, 1 - side), reader));
            node = branches.child(node, side);
        }
        boolean present = differs == DEPTH;
        return new SmtProof(
                key, present, siblings, present ? new Terminal.Leaf() : new Terminal.Other(nodes.keys.get(~node)));
    }

    private static void addEmpty(List<Hash256> siblings, int upTo) {
        siblings.addAll(Collections.nCopies(upTo - siblings.size(), Hash256.ZERO));
    }

    private Hash256 hashAtDepth(int branch, int depth, TreeHasher with) {
        byte[] hash = new byte[Hash256.BYTES];
        nodes.hashTo(branch, depth, with, hash, 0);
        return Hash256.of(hash);
    }

    private boolean unlink(byte[] key) {
        if (root == NOTHING || nodes.keys.mismatch(nearestLeaf(key), key) >= 0) {
            return false;
        }
        int grandparent = NOTHING;
        int parent = NOTHING;
        int node = root;
        while (!Branches.isLeaf(node)) {
            branches.setDirty(node, true);
            grandparent = parent;
            parent = node;
            node = branches.child(node, Nodes.side(key, 0, branches.bit(node)));
        }
        nodes.keys.release(~node);
        size--;
        if (parent == NOTHING) {
            root = NOTHING;
            return true;
        }
        int sibling = branches.child(parent, 1 - Nodes.side(key, 0, branches.bit(parent)));
        if (!Branches.isLeaf(sibling)) {
            // Its edge is longer now.
            branches.setDirty(sibling, true);
        }
        if (grandparent == NOTHING) {
            root = sibling;
        } else {
            branches.setChild(grandparent, Nodes.side(key, 0, branches.bit(grandparent)), sibling);
        }
        branches.release(parent);
        return true;
    }

    /** The leaf that the key's bits lead to; if the key is in the tree, it is its leaf. */
    private int nearestLeaf(byte[] key) {
        int node = root;
        while (!Branches.isLeaf(node)) {
            node = branches.child(node, Nodes.side(key, 0, branches.bit(node)));
        }
        return ~node;
    }

    private void rehash() {
        if (root != NOTHING && !Branches.isLeaf(root) && branches.isDirty(root)) {
            rehash(root, 0);
        }
    }

    /** Hashes the dirty part of a subtree whose edge begins at {@code depth}; at most 256 deep, as each step decides a later bit. */
    private void rehash(int branch, int depth) {
        int bit = branches.bit(branch);
        for (int side = 0; side <= 1; side++) {
            int child = branches.child(branch, side);
            if (!Branches.isLeaf(child) && branches.isDirty(child)) {
                rehash(child, bit + 1);
            }
        }
        nodes.rehash(branch, depth, hasher);
        branches.setDirty(branch, false);
    }
}
