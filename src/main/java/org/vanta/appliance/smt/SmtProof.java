package org.vanta.appliance.smt;

import java.util.List;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;

/**
 * A proof that a key is in a {@link SparseMerkleTree}, or that it is not, which needs the tree's root alone to be checked.
 *
 * @param key the key in question
 * @param present what is claimed
 * @param siblings the hashes beside the key's path from the root down, 32 zero bytes for an empty one; at most 256
 * @param terminal where the path ends, {@link Terminal.Leaf} exactly if the key is present
 */
public record SmtProof(Hash256 key, boolean present, List<Hash256> siblings, Terminal terminal) {
    /** @throws MalformedBytesException if there are more than 256 siblings, or the terminal says otherwise than {@code present} */
    public SmtProof {
        if (siblings.size() > SparseMerkleTree.DEPTH) {
            throw new MalformedBytesException("a tree proof has at most 256 siblings, got " + siblings.size());
        }
        if (present != terminal instanceof Terminal.Leaf) {
            throw new MalformedBytesException("a tree proof of " + (present ? "membership" : "absence")
                    + " cannot end in " + terminal.getClass().getSimpleName());
        }
        siblings = List.copyOf(siblings);
    }

    /** Whether the proof holds against this root. */
    public boolean verify(Hash256 root) {
        TreeHasher hasher = new TreeHasher();
        byte[] path = key.toBytes();
        byte[] hash = new byte[Hash256.BYTES];
        switch (terminal) {
            case Terminal.Leaf() -> hasher.leaf(path, 0, hash, 0);
            case Terminal.Empty() -> {}
            case Terminal.Other(Hash256 otherKey) -> {
                if (!isOtherKeyBelow(otherKey.toBytes(), path, siblings.size())) {
                    return false;
                }
                hasher.leaf(otherKey.toBytes(), 0, hash, 0);
            }
        }
        byte[] sibling = new byte[Hash256.BYTES];
        for (int level = siblings.size() - 1; level >= 0; level--) {
            int side = Nodes.side(path, 0, level);
            siblings.get(level).copyTo(sibling, 0);
            hasher.setChild(side, hash, 0);
            hasher.setChild(1 - side, sibling, 0);
            hasher.node(hash, 0);
        }
        return Hash256.of(hash).equals(root);
    }

    /** Another key proves absence only if its leaf stands where the path ends. */
    private static boolean isOtherKeyBelow(byte[] other, byte[] path, int depth) {
        int differs = Nodes.firstDifference(other, 0, path, 0);
        return differs >= depth && differs < SparseMerkleTree.DEPTH;
    }
}
