package org.vanta.appliance.smt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;

/**
 * The two hashes of the tree: {@code SHA-256("Vanta/SMT/Leaf/v1" || key)} and {@code SHA-256("Vanta/SMT/Node/v1" || left || right)}. Reusable,
 * for one thread.
 */
final class TreeHasher {
    private static final byte[] LEAF_DOMAIN = "Vanta/SMT/Leaf/v1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NODE_DOMAIN = "Vanta/SMT/Node/v1".getBytes(StandardCharsets.US_ASCII);
    private static final int LEFT = 17;

    private final Sha256 sha256 = new Sha256();
    private final byte[] leaf = Arrays.copyOf(LEAF_DOMAIN, LEAF_DOMAIN.length + Hash256.BYTES);
    private final byte[] node = Arrays.copyOf(NODE_DOMAIN, LEFT + 2 * Hash256.BYTES);

    /** Writes the hash of the leaf of a key to {@code out}, which may be the key's own place. */
    void leaf(byte[] key, int keyAt, byte[] out, int outAt) {
        System.arraycopy(key, keyAt, leaf, LEAF_DOMAIN.length, Hash256.BYTES);
        sha256.update(leaf).finish(out, outAt);
    }

    /** Sets the next node's child on {@code side} (0 left, 1 right). */
    void setChild(int side, byte[] hash, int at) {
        System.arraycopy(hash, at, node, LEFT + side * Hash256.BYTES, Hash256.BYTES);
    }

    /** As {@link #setChild}, with the leaf of a key. */
    void setLeafChild(int side, byte[] key, int keyAt) {
        leaf(key, keyAt, node, LEFT + side * Hash256.BYTES);
    }

    void setEmptyChild(int side) {
        int at = LEFT + side * Hash256.BYTES;
        Arrays.fill(node, at, at + Hash256.BYTES, (byte) 0);
    }

    /** Writes the hash of the node whose two children were set. */
    void node(byte[] out, int outAt) {
        sha256.update(node).finish(out, outAt);
    }
}
