package org.vanta.appliance.job;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hands each connection an extranonce1 no other open connection has, so that no two miners hash the same header. A value comes back only
 * after all others. Thread-safe.
 */
public final class Extranonces {
    private final AtomicInteger next;
    private final Set<Integer> leased = ConcurrentHashMap.newKeySet();

    /** @param first where to begin; a random value keeps the miners of a restarted server off the work they did before */
    public Extranonces(int first) {
        next = new AtomicInteger(first);
    }

    public int lease() {
        int value = next.getAndIncrement();
        while (!leased.add(value)) {
            value = next.getAndIncrement();
        }
        return value;
    }

    /** Leases a value of before a restart; false if somebody has it. */
    public boolean take(int value) {
        return leased.add(value);
    }

    public void release(int value) {
        leased.remove(value);
    }

    public int leased() {
        return leased.size();
    }
}
