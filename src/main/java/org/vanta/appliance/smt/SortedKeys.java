package org.vanta.appliance.smt;

import java.util.Arrays;
import org.vanta.appliance.bytes.Hash256;

/** Keys of a tree's pages in the order of their bits, each once. The first 32 bits of each are at hand, so that most questions read no page. */
final class SortedKeys {
    private static final int WORD_BITS = Integer.SIZE;

    private final HashPages keys;
    /** The first bits of a key, with the first one flipped as the numbers are signed, above its number. */
    private final long[] entries;

    private final int size;

    private SortedKeys(HashPages keys, long[] entries, int size) {
        this.keys = keys;
        this.entries = entries;
        this.size = size;
    }

    /** Sorts; keys that stand there twice are released but for one. */
    static SortedKeys of(HashPages keys, int[] leaves) {
        long[] entries = new long[leaves.length];
        for (int i = 0; i < leaves.length; i++) {
            entries[i] = entry(keys, leaves[i]);
        }
        return sorted(keys, entries);
    }

    /** As {@link #of}, of the keys from 0 to {@code count}. */
    static SortedKeys ofFirst(HashPages keys, int count) {
        long[] entries = new long[count];
        for (int leaf = 0; leaf < count; leaf++) {
            entries[leaf] = entry(keys, leaf);
        }
        return sorted(keys, entries);
    }

    private static long entry(HashPages keys, int leaf) {
        int first = Integer.reverseBytes((int) HashPages.word(keys.page(leaf), HashPages.offset(leaf)));
        return (long) (first ^ Integer.MIN_VALUE) << WORD_BITS | leaf;
    }

    private static SortedKeys sorted(HashPages keys, long[] entries) {
        Arrays.parallelSort(entries);
        int kept = 0;
        for (int from = 0; from < entries.length; ) {
            int to = from + 1;
            while (to < entries.length && first(entries[to]) == first(entries[from])) {
                to++;
            }
            if (to - from > 1) {
                sortRun(keys, entries, from, to);
            }
            for (int i = from; i < to; i++) {
                if (i > from && compare(keys, leaf(entries[kept - 1]), leaf(entries[i])) == 0) {
                    keys.release(leaf(entries[i]));
                } else {
                    entries[kept] = entries[i];
                    kept++;
                }
            }
            from = to;
        }
        return new SortedKeys(keys, entries, kept);
    }

    /** Keys of the same first bits: a few by chance, and as many as somebody takes the pains to make. */
    private static void sortRun(HashPages keys, long[] entries, int from, int to) {
        Long[] run = new Long[to - from];
        for (int i = from; i < to; i++) {
            run[i - from] = entries[i];
        }
        Arrays.sort(run, (a, b) -> compare(keys, leaf(a), leaf(b)));
        for (int i = from; i < to; i++) {
            entries[i] = run[i - from];
        }
    }

    private static int compare(HashPages keys, int leaf, int other) {
        int at = HashPages.offset(leaf);
        int otherAt = HashPages.offset(other);
        return Arrays.compareUnsigned(
                keys.page(leaf), at, at + Hash256.BYTES, keys.page(other), otherAt, otherAt + Hash256.BYTES);
    }

    private static int first(long entry) {
        return (int) (entry >>> WORD_BITS);
    }

    private static int leaf(long entry) {
        return (int) entry;
    }

    int size() {
        return size;
    }

    /** The number of the key at a place of the order. */
    int leaf(int at) {
        return leaf(entries[at]);
    }

    /** The first bit in which two keys differ, or {@link SparseMerkleTree#DEPTH}. */
    int firstDifference(int at, int otherAt) {
        int difference = first(entries[at] ^ entries[otherAt]);
        return difference != 0
                ? Integer.numberOfLeadingZeros(difference)
                : Nodes.firstDifference(
                        keys.page(leaf(at)),
                        HashPages.offset(leaf(at)),
                        keys.page(leaf(otherAt)),
                        HashPages.offset(leaf(otherAt)));
    }

    /** The first place from {@code from} on whose key has bit {@code bit} set, {@code to} if there is none; all share the bits before. */
    int split(int from, int to, int bit) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = low + high >>> 1;
            if (side(middle, bit) == 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int side(int at, int bit) {
        if (bit < WORD_BITS) {
            int first = first(entries[at]) ^ Integer.MIN_VALUE;
            return first >>> (WORD_BITS - 1 - bit) & 1;
        }
        return Nodes.side(keys.page(leaf(at)), HashPages.offset(leaf(at)), bit);
    }
}
