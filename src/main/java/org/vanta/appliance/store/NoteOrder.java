package org.vanta.appliance.store;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The notes in the order of their latest change: 16 bytes each. A place rises with each arrival and change, and shows only when it is forced to
 * disk, so that none is given twice. Thread-safe.
 */
final class NoteOrder {
    private static final int LEAST = 1_024;
    private static final long GONE = Long.MIN_VALUE;

    /** Rising; those of notes that changed again since have the id {@link #GONE}. */
    private long[] places = new long[LEAST];

    private long[] ids = new long[LEAST];
    private int size;
    private long shown;

    /** A part of the order. @param last the place up to which nothing else is to be told */
    record Part(long[] ids, long last) {}

    /** Begins anew with these places, in any order, and the notes that have them. */
    synchronized void load(long[] newPlaces, long[] newIds) {
        int count = newPlaces.length;
        long[] sorted = Arrays.copyOf(newPlaces, Math.max(count, LEAST));
        Arrays.sort(sorted, 0, count);
        long[] sortedIds = new long[sorted.length];
        for (int i = 0; i < count; i++) {
            sortedIds[Arrays.binarySearch(sorted, 0, count, newPlaces[i])] = newIds[i];
        }
        places = sorted;
        ids = sortedIds;
        size = count;
        shown = size == 0 ? 0 : places[size - 1];
        notifyAll();
    }

    /** @param place higher than all before; shows after {@link #show} */
    synchronized void add(long place, long id) {
        if (size == places.length) {
            makeRoom();
        }
        places[size] = place;
        ids[size] = id;
        size++;
    }

    synchronized void remove(long place) {
        int at = Arrays.binarySearch(places, 0, size, place);
        if (at >= 0) {
            ids[at] = GONE;
        }
    }

    private void makeRoom() {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (ids[i] != GONE) {
                places[kept] = places[i];
                ids[kept] = ids[i];
                kept++;
            }
        }
        size = kept;
        if (size > places.length / 4 * 3) {
            places = Arrays.copyOf(places, 2 * places.length);
            ids = Arrays.copyOf(ids, 2 * ids.length);
        }
    }

    /** Everything up to this place is on disk. */
    synchronized void show(long upTo) {
        if (upTo > shown) {
            shown = upTo;
            notifyAll();
        }
    }

    /** The highest place that a note has. */
    synchronized long newest() {
        int at = size - 1;
        while (at >= 0 && ids[at] == GONE) {
            at--;
        }
        return at < 0 ? GONE : places[at];
    }

    /** The next notes after a place. */
    synchronized Part after(long place, int limit) {
        int from = Arrays.binarySearch(places, 0, size, place);
        int at = from >= 0 ? from + 1 : -from - 1;
        long[] found = new long[Math.min(limit, size - at)];
        int count = 0;
        long last = place;
        for (; at < size && count < limit && places[at] <= shown; at++) {
            last = places[at];
            if (ids[at] != GONE) {
                found[count] = ids[at];
                count++;
            }
        }
        return new Part(Arrays.copyOf(found, count), last);
    }

    /** A place may be shown that no note has any more, or ever had: what failed in the midst of its unit has left it. */
    private long lastShown() {
        int at = Arrays.binarySearch(places, 0, size, shown);
        int last = at >= 0 ? at : -at - 2;
        return last < 0 ? GONE : places[last];
    }

    /** Waits until there is something after a place; false if there was not in this time, or the waiting was given up. */
    synchronized boolean await(long place, Duration time, BooleanSupplier givenUp) throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        while (lastShown() <= place) {
            if (givenUp.getAsBoolean()) {
                return false;
            }
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** Has those who wait look whether they have given up. */
    synchronized void wake() {
        notifyAll();
    }
}
