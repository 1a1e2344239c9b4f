package org.vanta.appliance.share;

import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.ByteWriter;

/**
 * Remembers the accepted hashes of one connection by their 8 random low bytes, in two generations: at least the last
 * {@value #GENERATION} are known, at most twice as many. Empty until the first share. For one thread.
 */
final class DuplicateFilter {
    static final int GENERATION = 2048;
    private static final int SLOTS_MIN = 16;
    private static final int SLOTS_MAX = 2 * GENERATION;

    private long[] young = new long[0];
    private long[] old = new long[0];
    private int size;

    /** Whether it is new; from now on it is not. */
    boolean add(long fingerprint) {
        long key = fingerprint == 0 ? 1 : fingerprint;
        if (contains(young, key) || contains(old, key)) {
            return false;
        }
        if (size == GENERATION) {
            old = young;
            young = new long[0];
            size = 0;
        }
        if (2 * (size + 1) > young.length) {
            grow();
        }
        insert(young, key);
        size++;
        return true;
    }

    private void grow() {
        long[] larger = new long[Math.min(SLOTS_MAX, Math.max(SLOTS_MIN, 2 * young.length))];
        for (long key : young) {
            if (key != 0) {
                insert(larger, key);
            }
        }
        young = larger;
    }

    private static boolean contains(long[] slots, long key) {
        if (slots.length == 0) {
            return false;
        }
        int at = slot(slots, key);
        while (slots[at] != 0) {
            if (slots[at] == key) {
                return true;
            }
            at = (at + 1) & (slots.length - 1);
        }
        return false;
    }

    private static void insert(long[] slots, long key) {
        int at = slot(slots, key);
        while (slots[at] != 0) {
            at = (at + 1) & (slots.length - 1);
        }
        slots[at] = key;
    }

    private static int slot(long[] slots, long key) {
        return (int) (key ^ key >>> 32) & (slots.length - 1);
    }

    boolean isEmpty() {
        return size == 0 && old.length == 0;
    }

    void write(ByteWriter out) {
        write(out, old);
        write(out, young);
    }

    private static void write(ByteWriter out, long[] slots) {
        int count = 0;
        for (long key : slots) {
            count += key == 0 ? 0 : 1;
        }
        out.compactSize(count);
        for (long key : slots) {
            if (key != 0) {
                out.i64(key);
            }
        }
    }

    static DuplicateFilter read(ByteReader in) {
        DuplicateFilter filter = new DuplicateFilter();
        for (int generation = 0; generation < 2; generation++) {
            int count = in.compactSize(GENERATION);
            for (int i = 0; i < count; i++) {
                var unused = filter.add(in.i64());
            }
        }
        return filter;
    }

    /** Hashes remembered room for, for the bound's test. */
    int slots() {
        return young.length + old.length;
    }
}
