package org.vanta.appliance.measure;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/** Counts work against the CPU time of its own thread: what a core does, also on a machine that others use. */
public final class CpuClock {
    private long count;
    private long since;

    public void start() {
        count = 0;
        since = now();
    }

    public void count(int operations) {
        count += operations;
    }

    public void print(String what) {
        double seconds = (now() - since) / 1e9;
        System.out.printf(Locale.ROOT, "%n%s: %,.0f per CPU second%n", what, count / seconds);
    }

    private static long now() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
