package org.vanta.appliance.store;

/**
 * Which notes a journal holds in the end. Of each it knows the id, and which of all entries that take a note in tells it, not the note: 12 bytes a
 * slot, at most three quarters full. Not thread-safe.
 */
final class LiveNotes {
    private static final int LEAST_SLOTS = 16;
    private static final int FREE = 0;

    /** Spreads ids, which follow each other, over all slots. */
    private static final long FACTOR = 0x9e3779b97f4a7c15L;

    private long[] ids;

    /** The entry, counted from 1, or {@link #FREE}. */
    private int[] entries;

    private int size;

    LiveNotes() {
        this(new long[LEAST_SLOTS], new int[LEAST_SLOTS], 0);
    }

    private LiveNotes(long[] ids, int[] entries, int size) {
        this.ids = ids;
        this.entries = entries;
        this.size = size;
    }

    LiveNotes copy() {
        return new LiveNotes(ids.clone(), entries.clone(), size);
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** In place of an earlier entry about the same note. */
    void put(long id, int entry) {
        int slot = slot(id);
        if (entries[slot] == FREE) {
            size++;
        }
        ids[slot] = id;
        entries[slot] = entry;
        if (size > ids.length / 4 * 3) {
            grow();
        }
    }

    /** False if it was not there. */
    boolean remove(long id) {
        int slot = slot(id);
        if (entries[slot] == FREE) {
            return false;
        }
        size--;
        closeGap(slot);
        return true;
    }

    /** Removes a note if it is this entry that tells it. */
    boolean remove(long id, int entry) {
        return entries[slot(id)] == entry && remove(id);
    }

    /** The highest id, 0 if there is none. */
    long highest() {
        long highest = 0;
        for (int slot = 0; slot < ids.length; slot++) {
            if (entries[slot] != FREE) {
                highest = Math.max(highest, ids[slot]);
            }
        }
        return highest;
    }

    /** Moves later ones of the run forward, so that none is cut off from its home slot by the gap. */
    private void closeGap(int removed) {
        int mask = ids.length - 1;
        int gap = removed;
        for (int slot = gap + 1 & mask; entries[slot] != FREE; slot = slot + 1 & mask) {
            if ((slot - home(ids[slot]) & mask) >= (slot - gap & mask)) {
                ids[gap] = ids[slot];
                entries[gap] = entries[slot];
                gap = slot;
            }
        }
        entries[gap] = FREE;
    }

    private void grow() {
        long[] oldIds = ids;
        int[] oldEntries = entries;
        ids = new long[2 * oldIds.length];
        entries = new int[2 * oldEntries.length];
        for (int i = 0; i < oldIds.length; i++) {
            if (oldEntries[i] != FREE) {
                int slot = slot(oldIds[i]);
                ids[slot] = oldIds[i];
                entries[slot] = oldEntries[i];
            }
        }
    }

    /** Of an id, or the free one where it would go. */
    private int slot(long id) {
        int mask = ids.length - 1;
        int slot = home(id);
        while (entries[slot] != FREE && ids[slot] != id) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private int home(long id) {
        return (int) ((id * FACTOR) >>> 32) & ids.length - 1;
    }
}
