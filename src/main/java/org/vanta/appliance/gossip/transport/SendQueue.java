package org.vanta.appliance.gossip.transport;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.vanta.appliance.gossip.core.TopicId;

/**
 * Frames on their way to one peer, bounded in bytes and in number. A frame counts until it is handed to the network, so that a peer
 * that reads slowly is seen by who sends.
 */
final class SendQueue {
    static final int BYTES_MAX = 256 * 1024;
    static final int FRAMES_MAX = 256;
    /** What the writer takes at once: enough to fill packets, little enough that the queue goes on taking frames meanwhile. */
    private static final int BATCH_FRAMES = 64;

    private static final long ROUNDS_UP = 999_999;

    private final Deque<Outgoing> waiting = new ArrayDeque<>();
    private int frames;
    private long bytes;
    private boolean closed;

    record Outgoing(TopicId topic, byte[] frame) {}

    /** False if the frame would be one too many, or the queue is closed. */
    synchronized boolean offer(TopicId topic, byte[] frame) {
        if (closed || frames >= FRAMES_MAX || bytes + frame.length > BYTES_MAX) {
            return false;
        }
        waiting.add(new Outgoing(topic, frame));
        frames++;
        bytes += frame.length;
        notifyAll();
        return true;
    }

    /** Waits for frames; none are returned once the queue is closed and empty. */
    synchronized List<Outgoing> take() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        List<Outgoing> batch = new ArrayList<>(Math.min(waiting.size(), BATCH_FRAMES));
        while (batch.size() < BATCH_FRAMES && !waiting.isEmpty()) {
            batch.add(waiting.poll());
        }
        return batch;
    }

    /** Waits for frames; false if there are none after so many milliseconds. True also once the queue is closed. */
    synchronized boolean await(long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (waiting.isEmpty() && !closed) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime() + ROUNDS_UP);
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** A batch has left: its room is free. */
    synchronized void written(List<Outgoing> batch) {
        frames -= batch.size();
        for (Outgoing next : batch) {
            bytes -= next.frame().length;
        }
    }

    /** Takes no more; what waits is still handed out. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Takes no more and forgets what waits. */
    synchronized void discard() {
        closed = true;
        waiting.clear();
        frames = 0;
        bytes = 0;
        notifyAll();
    }

    synchronized long bytes() {
        return Math.max(0, bytes);
    }
}
