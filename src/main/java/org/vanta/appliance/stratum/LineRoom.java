package org.vanta.appliance.stratum;

/**
 * What the connections of one event loop may keep of lines without an end, beyond the {@value #FREE_BYTES} bytes each may: firmware ends its lines, and who
 * does not is not to have the memory of those who do. For one thread.
 */
final class LineRoom {
    /** As much as any firmware says in a line. */
    static final int FREE_BYTES = 1_024;

    static final int BYTES_MAX = 4 * 1024 * 1024;

    private int used;

    /** Takes room for {@code now} bytes in place of {@code before}; false, and nothing is taken, if there is not so much. */
    boolean move(int before, int now) {
        int wanted = used + beyondFree(now) - beyondFree(before);
        if (wanted > BYTES_MAX) {
            return false;
        }
        used = wanted;
        return true;
    }

    private static int beyondFree(int bytes) {
        return Math.max(0, bytes - FREE_BYTES);
    }
}
