package org.vanta.appliance.share;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.job.JobFeed;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.template.Templates;

/**
 * Prints what the shares of connections take of the heap after hours of as many as the difficulty aims at, by chance as shares come, with a job
 * each 30 seconds. The arguments are the hours and, if it is not six, the shares a minute; run it with the serial collector and a fixed heap.
 */
public final class HeapOfShares {
    private static final int CONNECTIONS = 2_000;
    private static final Job JOB = ShareSamples.job(1);

    private HeapOfShares() {}

    public static void main(String[] arguments) {
        int hours = Integer.parseInt(arguments[0]);
        double perMinute = arguments.length > 1 ? Double.parseDouble(arguments[1]) : Vardiff.SHARES_PER_MINUTE;
        OwnerKey owner = new OwnerKey(Sha256.hash(new byte[] {3}));
        List<ShareSession> sessions = new ArrayList<>(CONNECTIONS);
        long before = used();
        for (int connection = 0; connection < CONNECTIONS; connection++) {
            ShareSession session = new ShareSession(connection, owner);
            mine(session, hours * 3_600_000.0, 60_000 / perMinute, new SplittableRandom(connection));
            sessions.add(session);
        }
        long bytes = used() - before;
        Reference.reachabilityFence(sessions);
        System.out.printf(
                "%,d connections, %d hours of %s shares a minute: %,d bytes a connection%n",
                CONNECTIONS, hours, perMinute, bytes / CONNECTIONS);
    }

    private static void mine(ShareSession session, double duration, double pace, SplittableRandom random) {
        long start = Templates.TIME * 1000;
        double share = 0;
        long jobs = 0;
        while (share < duration) {
            share -= pace * Math.log(1 - random.nextDouble());
            for (; jobs * JobFeed.REFRESH_MILLIS <= share; jobs++) {
                session.issue(JOB, 1, Target.DIFFICULTY_1, start + jobs * JobFeed.REFRESH_MILLIS);
            }
            if (!session.isNew(random.nextLong(), start + (long) share)) {
                throw new IllegalStateException("a share known without having come");
            }
        }
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
