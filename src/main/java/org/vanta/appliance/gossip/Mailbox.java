package org.vanta.appliance.gossip;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the gossip thread, in order. Frames are bounded in number and bytes and refused beyond that; everything else is bounded by
 * the connections and the owner it comes from, and never refused.
 */
final class Mailbox {
    private record Mail(Runnable task, int frameBytes) {}

    private static final int NO_FRAME = -1;

    private final InboundLimits limits;
    private final Deque<Mail> waiting = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition mail = lock.newCondition();
    private int frames;
    private long bytes;

    Mailbox(InboundLimits limits) {
        this.limits = limits;
    }

    void put(Runnable task) {
        add(new Mail(task, NO_FRAME));
    }

    /** False if too many frames wait. */
    boolean offer(int frameBytes, Runnable task) {
        lock.lock();
        try {
            if (frames >= limits.waiting() || bytes + frameBytes > limits.waitingBytes()) {
                return false;
            }
            frames++;
            bytes += frameBytes;
            add(new Mail(task, frameBytes));
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void add(Mail next) {
        lock.lock();
        try {
            waiting.add(next);
            mail.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The next, or null after so many nanoseconds without one. */
    @Nullable
    Runnable take(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (waiting.isEmpty()) {
                if (left <= 0) {
                    return null;
                }
                left = mail.awaitNanos(Math.min(left, TimeUnit.MINUTES.toNanos(1)));
            }
            Mail next = waiting.removeFirst();
            if (next.frameBytes != NO_FRAME) {
                frames--;
                bytes -= next.frameBytes;
            }
            return next.task;
        } finally {
            lock.unlock();
        }
    }

    /** Frames that wait. */
    int frames() {
        lock.lock();
        try {
            return frames;
        } finally {
            lock.unlock();
        }
    }
}
