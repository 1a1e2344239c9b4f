package org.vanta.appliance.smt;

import java.util.Arrays;

/**
 * The nodes at which two non-empty subtrees meet: 42 bytes each. A branch knows the bit it decides, its two children, and the hash of the
 * subtree at the upper end of its edge, that is one level below its parent branch, with the single-child levels in between already hashed in.
 * Children are references: a branch's number, or the complement of a leaf's.
 */
final class Branches {
    private static final int DIRTY = 1 << 8;

    private final HashPages hashes = new HashPages();
    private int[][] children = new int[4][];
    private short[][] bits = new short[4][];

    static boolean isLeaf(int reference) {
        return reference < 0;
    }

    /** A branch whose content is undefined. */
    int allocate() {
        int branch = hashes.allocate();
        int page = branch >>> HashPages.PAGE_BITS;
        if (page == children.length) {
            children = Arrays.copyOf(children, 2 * page);
            bits = Arrays.copyOf(bits, 2 * page);
        }
        if (children[page] == null) {
            children[page] = new int[2 * HashPages.PAGE_SLOTS];
            bits[page] = new short[HashPages.PAGE_SLOTS];
        }
        return branch;
    }

    void release(int branch) {
        hashes.release(branch);
    }

    /** Which bit of the key it decides, 0 (most significant) to 255. */
    int bit(int branch) {
        return bits[branch >>> HashPages.PAGE_BITS][branch & HashPages.SLOT_MASK] & 0xff;
    }

    /** Sets which bit of the key it decides; it is not dirty then. */
    void setBit(int branch, int bit) {
        bits[branch >>> HashPages.PAGE_BITS][branch & HashPages.SLOT_MASK] = (short) bit;
    }

    boolean isDirty(int branch) {
        return (bits[branch >>> HashPages.PAGE_BITS][branch & HashPages.SLOT_MASK] & DIRTY) != 0;
    }

    void setDirty(int branch, boolean dirty) {
        short[] page = bits[branch >>> HashPages.PAGE_BITS];
        int at = branch & HashPages.SLOT_MASK;
        page[at] = (short) ((page[at] & ~DIRTY) | (dirty ? DIRTY : 0));
    }

    int child(int branch, int side) {
        return children[branch >>> HashPages.PAGE_BITS][2 * (branch & HashPages.SLOT_MASK) + side];
    }

    void setChild(int branch, int side, int child) {
        children[branch >>> HashPages.PAGE_BITS][2 * (branch & HashPages.SLOT_MASK) + side] = child;
    }

    /** The array that holds the branch's hash, at {@link HashPages#offset}. */
    byte[] hashPage(int branch) {
        return hashes.page(branch);
    }
}
