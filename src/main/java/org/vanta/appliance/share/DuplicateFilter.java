package org.vanta.appliance.share;

import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.job.JobFeed;
import org.vanta.appliance.job.JobStore;

/**
 * Remembers the accepted hashes of one connection by their 8 random low bytes, in two generations. The young one takes them for
 * {@value #GENERATION_MILLIS} ms, or until it has {@value #GENERATION_MAX}, and is the old one then: each hash is known for at least as long as
 * that, at most twice as long. Has no room before the first share, and as much as the shares of that time need. For one thread.
 */
final class DuplicateFilter {
    /** Shares of a job can come until the store forgets it, with the first job made after its time. */
    static final long GENERATION_MILLIS = JobStore.KEPT_MILLIS + 2 * JobFeed.REFRESH_MILLIS;

    private static final int SLOTS_MIN = 16;
    private static final int SLOTS_MAX = 8_192;

    /** Ten minutes of ten shares a second; more of them end even a fixed difficulty. At most three quarters of the slots are taken. */
    static final int GENERATION_MAX = SLOTS_MAX / 4 * 3;

    private static final long[] NONE = {};
    private static final long NOT_YET = Long.MAX_VALUE;

    private long[] young = NONE;
    private long[] old = NONE;
    private int size;
    private long sinceMillis = NOT_YET;

    /** Whether it is new; from now on it is not. */
    boolean add(long fingerprint, long now) {
        long key = fingerprint == 0 ? 1 : fingerprint;
        if (contains(young, key) || contains(old, key)) {
            return false;
        }
        age(now);
        if (size == GENERATION_MAX) {
            turn(now);
        }
        put(key);
        return true;
    }

    /** Forgets what is too old to come again. To be called from time to time, since a miner may have fallen silent. */
    void age(long now) {
        if (now < sinceMillis) {
            // Not begun yet, or the clock was set back.
            sinceMillis = now;
        } else if (now - sinceMillis >= GENERATION_MILLIS) {
            turn(now);
        }
    }

    private void turn(long now) {
        old = young;
        young = NONE;
        size = 0;
        sinceMillis = now;
    }

    private void put(long key) {
        if (4 * (size + 1) > 3 * young.length) {
            grow();
        }
        insert(young, key);
        size++;
    }

    private void grow() {
        long[] larger = new long[Math.max(SLOTS_MIN, 2 * young.length)];
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

    /** What was written is known from now on as if it had just come. */
    static DuplicateFilter read(ByteReader in) {
        DuplicateFilter filter = new DuplicateFilter();
        filter.putAll(in);
        filter.turn(NOT_YET);
        filter.putAll(in);
        return filter;
    }

    private void putAll(ByteReader in) {
        for (int left = in.compactSize(GENERATION_MAX); left > 0; left--) {
            put(in.i64());
        }
    }

    /** Hashes there is room for. */
    int slots() {
        return young.length + old.length;
    }
}
