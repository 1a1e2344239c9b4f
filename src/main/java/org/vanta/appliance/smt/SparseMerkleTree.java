package org.vanta.appliance.smt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.vanta.appliance.bytes.Hash256;

/**
 * A sparse Merkle tree over 32-byte keys, 256 levels deep, a key's bits read from the most significant of its first byte on. Its root depends on
 * the set of keys alone. An empty subtree is 32 zero bytes; a subtree with one key is that key's leaf; every other one is the hash of its two
 * halves, an empty half included.
 *
 * <p>Only branches are kept (a Patricia trie), in pages of primitive arrays: about 75 bytes per key. A key costs at most 256 hashes, whatever
 * prefixes others chose. After every change all hashes are up to date, so the reading methods write nothing: many threads may read as long as
 * none changes the tree. Changing it is for one thread at a time.
 */
public final class SparseMerkleTree {
    /** Levels of the tree, bits of a key. */
    public static final int DEPTH = 256;

    private static final int NOTHING = Integer.MIN_VALUE;

    private final HashPages keys = new HashPages();
    private final Branches branches = new Branches();
    private final TreeHasher hasher = new TreeHasher();
    private int root = NOTHING;
    private int size;

    /** Inserts a key; false if it was there already. */
    public boolean insert(Hash256 key) {
        boolean inserted = link(key.toBytes());
        rehash();
        return inserted;
    }

    /**
     * Inserts many keys and hashes each changed node once.
     *
     * @return those that were not there before, in the order given
     */
    public List<Hash256> insertAll(Collection<Hash256> added) {
        List<Hash256> inserted = new ArrayList<>(added.size());
        for (Hash256 key : added) {
            if (link(key.toBytes())) {
                inserted.add(key);
            }
        }
        rehash();
        return inserted;
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
        return root != NOTHING && keys.mismatch(nearestLeaf(key.toBytes()), key.toBytes()) < 0;
    }

    public int size() {
        return size;
    }

    /** The root's hash: 32 zero bytes for the empty tree. */
    public Hash256 root() {
        return root == NOTHING ? Hash256.ZERO : subtreeHash(root, new TreeHasher());
    }

    /** A proof that {@code key} is in the tree, or that it is not, against the present {@link #root()}. */
    public SmtProof prove(Hash256 key) {
        if (root == NOTHING) {
            return new SmtProof(key, false, List.of(), new Terminal.Empty());
        }
        TreeHasher reader = new TreeHasher();
        byte[] path = key.toBytes();
        int differs = firstDifference(nearestLeaf(path), path);
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
            int side = side(path, 0, bit);
            siblings.add(subtreeHash(branches.child(node, 1 - side), reader));
            node = branches.child(node, side);
        }
        boolean present = differs == DEPTH;
        return new SmtProof(
                key, present, siblings, present ? new Terminal.Leaf() : new Terminal.Other(keys.get(~node)));
    }

    private static void addEmpty(List<Hash256> siblings, int upTo) {
        siblings.addAll(Collections.nCopies(upTo - siblings.size(), Hash256.ZERO));
    }

    private boolean link(byte[] key) {
        if (root == NOTHING) {
            root = ~keys.allocate(key);
            size++;
            return true;
        }
        int differs = firstDifference(nearestLeaf(key), key);
        if (differs == DEPTH) {
            return false;
        }
        int parent = NOTHING;
        int node = root;
        while (!Branches.isLeaf(node) && branches.bit(node) < differs) {
            branches.setDirty(node, true);
            parent = node;
            node = branches.child(node, side(key, 0, branches.bit(node)));
        }
        if (!Branches.isLeaf(node)) {
            // Its edge is shorter now, so fewer single-child levels belong to its hash.
            branches.setDirty(node, true);
        }
        int branch = branches.allocate(differs, side(key, 0, differs), ~keys.allocate(key), node);
        replaceChild(parent, key, branch);
        size++;
        return true;
    }

    private boolean unlink(byte[] key) {
        if (root == NOTHING || keys.mismatch(nearestLeaf(key), key) >= 0) {
            return false;
        }
        int grandparent = NOTHING;
        int parent = NOTHING;
        int node = root;
        while (!Branches.isLeaf(node)) {
            branches.setDirty(node, true);
            grandparent = parent;
            parent = node;
            node = branches.child(node, side(key, 0, branches.bit(node)));
        }
        keys.release(~node);
        size--;
        if (parent == NOTHING) {
            root = NOTHING;
            return true;
        }
        int sibling = branches.child(parent, 1 - side(key, 0, branches.bit(parent)));
        if (!Branches.isLeaf(sibling)) {
            // Its edge is longer now.
            branches.setDirty(sibling, true);
        }
        replaceChild(grandparent, key, sibling);
        branches.release(parent);
        return true;
    }

    private void replaceChild(int parent, byte[] key, int child) {
        if (parent == NOTHING) {
            root = child;
        } else {
            branches.setChild(parent, side(key, 0, branches.bit(parent)), child);
        }
    }

    /** The leaf that the key's bits lead to; if the key is in the tree, it is its leaf. */
    private int nearestLeaf(byte[] key) {
        int node = root;
        while (!Branches.isLeaf(node)) {
            node = branches.child(node, side(key, 0, branches.bit(node)));
        }
        return ~node;
    }

    private int firstDifference(int leaf, byte[] key) {
        return firstDifference(keys.page(leaf), HashPages.offset(leaf), key);
    }

    /** The first bit in which two keys differ, or {@link #DEPTH}. */
    static int firstDifference(byte[] page, int at, byte[] key) {
        int index = Arrays.mismatch(page, at, at + Hash256.BYTES, key, 0, Hash256.BYTES);
        if (index < 0) {
            return DEPTH;
        }
        int difference = (page[at + index] ^ key[index]) & 0xff;
        return Byte.SIZE * index + Integer.numberOfLeadingZeros(difference) - (Integer.SIZE - Byte.SIZE);
    }

    /** Bit {@code bit} of a key, 0 for left and 1 for right. */
    static int side(byte[] page, int at, int bit) {
        return page[at + (bit >>> 3)] >>> (7 - (bit & 7)) & 1;
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
        hashTo(branch, depth, hasher, branches.hashPage(branch), HashPages.offset(branch));
        branches.setDirty(branch, false);
    }

    /** The hash of the subtree below {@code branch} as it stands at {@code depth}, from its children's hashes. */
    private Hash256 hashAtDepth(int branch, int depth, TreeHasher with) {
        byte[] hash = new byte[Hash256.BYTES];
        hashTo(branch, depth, with, hash, 0);
        return Hash256.of(hash);
    }

    private void hashTo(int branch, int depth, TreeHasher with, byte[] out, int outAt) {
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

    private void setChild(int branch, int side, TreeHasher with) {
        int child = branches.child(branch, side);
        if (Branches.isLeaf(child)) {
            with.setLeafChild(side, keys.page(~child), HashPages.offset(~child));
        } else {
            with.setChild(side, branches.hashPage(child), HashPages.offset(child));
        }
    }

    private int anyLeaf(int branch) {
        int node = branch;
        while (!Branches.isLeaf(node)) {
            node = branches.child(node, 0);
        }
        return ~node;
    }

    private Hash256 subtreeHash(int node, TreeHasher with) {
        if (Branches.isLeaf(node)) {
            byte[] hash = new byte[Hash256.BYTES];
            with.leaf(keys.page(~node), HashPages.offset(~node), hash, 0);
            return Hash256.of(hash);
        }
        return Hash256.of(branches.hashPage(node), HashPages.offset(node), Hash256.BYTES);
    }
}
