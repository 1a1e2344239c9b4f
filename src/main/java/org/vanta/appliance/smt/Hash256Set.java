package org.vanta.appliance.smt;

import java.security.SecureRandom;
import org.vanta.appliance.bytes.Hash256;

/**
 * A set of 32-byte values, the nullifiers above all: 32 bytes an entry and an index with linear probing over it, at most 43 bytes together. The
 * values come from strangers, so the index hashes them with random factors of its own; nobody can aim at one place. Not thread-safe.
 */
public final class Hash256Set {
    private static final int FREE = 0;
    private static final int LEAST_SLOTS = 16;

    private final HashPages entries = new HashPages();
    /** Multilinear hashing over eight 32-bit words: pairwise independent, so two values collide by chance only. */
    private final long[] factors =
            new SecureRandom().longs(Hash256.BYTES / Integer.BYTES + 1).toArray();

    /** An entry's number plus one, or {@link #FREE}; the length is a power of two. */
    private int[] slots = new int[LEAST_SLOTS];

    private int size;

    /** Adds a value; false if it was there already. */
    public boolean add(Hash256 value) {
        byte[] bytes = value.toBytes();
        int slot = find(bytes);
        if (slots[slot] != FREE) {
            return false;
        }
        slots[slot] = entries.allocate(value) + 1;
        size++;
        if (size > slots.length / 4 * 3) {
            grow();
        }
        return true;
    }

    public boolean contains(Hash256 value) {
        return slots[find(value.toBytes())] != FREE;
    }

    /** Removes a value; false if it was not there. */
    public boolean remove(Hash256 value) {
        int slot = find(value.toBytes());
        if (slots[slot] == FREE) {
            return false;
        }
        entries.release(slots[slot] - 1);
        size--;
        closeGap(slot);
        return true;
    }

    public int size() {
        return size;
    }

    /** The slot of a value, or the free one where it would go. */
    private int find(byte[] value) {
        int mask = slots.length - 1;
        int slot = hash(value, 0) & mask;
        while (slots[slot] != FREE && entries.mismatch(slots[slot] - 1, value) >= 0) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /** Moves later entries of the run forward, so that none is cut off from its home slot by the gap. */
    private void closeGap(int removed) {
        int mask = slots.length - 1;
        int gap = removed;
        int slot = gap + 1 & mask;
        while (slots[slot] != FREE) {
            int home = hash(slots[slot] - 1) & mask;
            if ((slot - home & mask) >= (slot - gap & mask)) {
                slots[gap] = slots[slot];
                gap = slot;
            }
            slot = slot + 1 & mask;
        }
        slots[gap] = FREE;
    }

    private void grow() {
        int[] old = slots;
        slots = new int[Math.multiplyExact(2, old.length)];
        int mask = slots.length - 1;
        for (int entry : old) {
            if (entry != FREE) {
                int slot = hash(entry - 1) & mask;
                while (slots[slot] != FREE) {
                    slot = slot + 1 & mask;
                }
                slots[slot] = entry;
            }
        }
    }

    private int hash(int entry) {
        return hash(entries.page(entry), HashPages.offset(entry));
    }

    private int hash(byte[] value, int at) {
        long sum = factors[factors.length - 1];
        for (int i = 0; i < Hash256.BYTES / Integer.BYTES; i++) {
            sum += factors[i] * HashPages.word(value, at + Integer.BYTES * i);
        }
        return (int) (sum >>> Integer.SIZE);
    }
}
