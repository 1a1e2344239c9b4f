package org.vanta.appliance.store;

import org.vanta.appliance.bytes.LongToInt;

/**
 * Which notes a journal holds in the end. Of each it knows the id, and which of all entries that take a note in, counted from 1, tells it, not the note.
 * Not thread-safe.
 */
final class LiveNotes {
    private final LongToInt entries;

    LiveNotes() {
        this(new LongToInt());
    }

    private LiveNotes(LongToInt entries) {
        this.entries = entries;
    }

    LiveNotes copy() {
        return new LiveNotes(entries.copy());
    }

    int size() {
        return entries.size();
    }

    boolean isEmpty() {
        return size() == 0;
    }

    /** In place of an earlier entry about the same note. */
    void put(long id, int entry) {
        entries.put(id, entry);
    }

    /** False if it was not there. */
    boolean remove(long id) {
        return entries.remove(id) != LongToInt.NONE;
    }

    /** Removes a note if it is this entry that tells it. */
    boolean remove(long id, int entry) {
        return entries.get(id) == entry && remove(id);
    }

    /** The highest id, 0 if there is none. */
    long highest() {
        return Math.max(0, entries.keys().max().orElse(0));
    }
}
