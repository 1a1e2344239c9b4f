package org.vanta.appliance.stratum;

import java.lang.ref.Reference;

/**
 * Prints what working connections take of the heap after ten minutes of new jobs, sockets aside. The argument is the count of payout keys,
 * of 1 to 10,000; run it with the serial collector and a fixed heap.
 */
public final class HeapOfConnections {
    private static final int CONNECTIONS = 10_000;
    private static final int JOBS = 20;

    private HeapOfConnections() {}

    public static void main(String[] arguments) {
        int keys = arguments.length == 0 ? CONNECTIONS : Integer.parseInt(arguments[0]);
        long one = bytesOf(1, 1);
        long all = bytesOf(CONNECTIONS, keys) - one;
        System.out.printf(
                "%,d connections, %,d keys, %d jobs: %,d bytes, %,d a connection%n",
                CONNECTIONS, keys, JOBS, all, all / CONNECTIONS);
    }

    /** All that is used, so that what is loaded once falls out of the difference. */
    private static long bytesOf(int connections, int keys) {
        NotifyFanOut miners = new NotifyFanOut(connections, keys);
        for (int job = 1; job <= JOBS; job++) {
            miners.newBlock(job);
            miners.notifyMiners();
        }
        long bytes = used();
        Reference.reachabilityFence(miners);
        return bytes;
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
