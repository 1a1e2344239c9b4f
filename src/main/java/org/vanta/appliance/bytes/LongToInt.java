package org.vanta.appliance.bytes;

import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** A map without objects: 12 bytes a slot, at most three quarters full. Not thread-safe. */
public final class LongToInt {
    /** No value; stands for a key that is not there. */
    public static final int NONE = 0;

    private static final int LEAST_SLOTS = 16;

    /** Spreads keys that follow each other over all slots. */
    private static final long FACTOR = 0x9e3779b97f4a7c15L;

    private long[] keys;

    /** {@link #NONE} where a slot is free. */
    private int[] values;

    private int size;

    public LongToInt() {
        this(new long[LEAST_SLOTS], new int[LEAST_SLOTS], 0);
    }

    private LongToInt(long[] keys, int[] values, int size) {
        this.keys = keys;
        this.values = values;
        this.size = size;
    }

    public LongToInt copy() {
        return new LongToInt(keys.clone(), values.clone(), size);
    }

    public int size() {
        return size;
    }

    /** In any order. */
    public LongStream keys() {
        return IntStream.range(0, keys.length)
                .filter(slot -> values[slot] != NONE)
                .mapToLong(slot -> keys[slot]);
    }

    /** @param value in place of the one before; not {@link #NONE} */
    public void put(long key, int value) {
        if (size >= keys.length / 4 * 3) {
            grow();
        }
        int slot = slot(key);
        size += values[slot] == NONE ? 1 : 0;
        keys[slot] = key;
        values[slot] = value;
    }

    public int get(long key) {
        return values[slot(key)];
    }

    /** Gives the value it had. */
    public int remove(long key) {
        int slot = slot(key);
        int value = values[slot];
        if (value != NONE) {
            size--;
            closeGap(slot);
        }
        return value;
    }

    /** Moves later ones of the run forward, so that none is cut off from its home slot by the gap. */
    private void closeGap(int removed) {
        int mask = keys.length - 1;
        int gap = removed;
        for (int slot = gap + 1 & mask; values[slot] != NONE; slot = slot + 1 & mask) {
            if ((slot - home(keys[slot]) & mask) >= (slot - gap & mask)) {
                keys[gap] = keys[slot];
                values[gap] = values[slot];
                gap = slot;
            }
        }
        values[gap] = NONE;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[2 * oldKeys.length];
        values = new int[2 * oldValues.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != NONE) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }

    /** Of a key, or the free one where it would go. */
    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = home(key);
        while (values[slot] != NONE && keys[slot] != key) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private int home(long key) {
        return (int) ((key * FACTOR) >>> 32) & keys.length - 1;
    }
}
