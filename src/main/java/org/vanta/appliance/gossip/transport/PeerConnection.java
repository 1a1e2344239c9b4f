package org.vanta.appliance.gossip.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.gossip.core.TopicId;

/**
 * One connection to a peer that has proved its key: a bounded queue, a thread that empties it, and readers that wait for nothing but their
 * {@link ReadingPace}.
 */
abstract class PeerConnection {
    private static final int[] NUDGE_AFTER_MS = {20, 80, 400};

    private final PeerConnections connections;
    private final PeerId peer;
    private final InetSocketAddress remote;
    private final boolean outbound;
    private final SendQueue queue = new SendQueue();
    private final ReadingPace pace;
    private final CountDownLatch announced = new CountDownLatch(1);
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final Thread sender;
    private volatile long lastReceived = System.nanoTime();
    private volatile boolean writing;
    private volatile long writingSince;

    PeerConnection(PeerConnections connections, PeerId peer, InetSocketAddress remote, boolean outbound) {
        this.connections = connections;
        this.peer = peer;
        this.remote = remote;
        this.outbound = outbound;
        this.pace = connections.pace();
        this.sender = Thread.ofVirtual().name("gossip-send").unstarted(this::sendAll);
    }

    /** Writes frames of one topic; may wait as long as the peer makes it wait. */
    abstract void write(TopicId topic, List<byte[]> frames) throws IOException;

    /** Called a few times when there has been nothing to write for a moment, or when a write takes long: what was written may need a push. */
    abstract void nudge() throws IOException;

    /** Says that nothing more will be written. */
    abstract void finish() throws IOException;

    /** Closes the connection at once, whatever waits. */
    abstract void shut(String reason);

    /** Whether the connection is found alive; asked now and then. */
    abstract boolean isAlive();

    /** Sends something that keeps the connection from being forgotten on the way. */
    abstract void keepAlive();

    final void begin() {
        sender.start();
    }

    final PeerId peer() {
        return peer;
    }

    final InetSocketAddress remote() {
        return remote;
    }

    final boolean outbound() {
        return outbound;
    }

    final boolean send(TopicId topic, byte[] frame) {
        return open.get() && queue.offer(topic, frame);
    }

    final long queuedBytes() {
        return queue.bytes();
    }

    final Duration sinceReceived() {
        return Duration.ofNanos(System.nanoTime() - lastReceived);
    }

    /** How long the write under way has taken by now; zero if there is none. */
    final Duration writingFor(long nanoTime) {
        return writing ? Duration.ofNanos(nanoTime - writingSince) : Duration.ZERO;
    }

    /** The listener knows of this connection: reading may begin. */
    final void announced() {
        announced.countDown();
    }

    final void awaitAnnounced() throws InterruptedException {
        announced.await();
    }

    final void received(TopicId topic, byte[] frame) throws InterruptedException {
        lastReceived = System.nanoTime();
        connections.received(this, topic, frame);
        long wait = pace.read(frame.length, System.nanoTime());
        if (wait > 0) {
            Thread.sleep(Duration.ofNanos(wait));
        }
    }

    final void misbehaved(String reason) {
        connections.misbehaved(this, reason);
    }

    final void lost(String reason) {
        connections.lost(this, reason);
    }

    /** Sends what is queued, as long as that takes less than the given time, then closes. Waits meanwhile. */
    final void drain(Duration limit, String reason) {
        queue.close();
        try {
            sender.join(limit);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        close(reason);
    }

    final void close(String reason) {
        if (open.compareAndSet(true, false)) {
            queue.discard();
            announced.countDown();
            sender.interrupt();
            try {
                shut(reason);
            } finally {
                connections.lost(this, reason);
            }
        }
    }

    private void sendAll() {
        try {
            for (List<SendQueue.Outgoing> batch = queue.take(); !batch.isEmpty(); batch = queue.take()) {
                writingSince = System.nanoTime();
                writing = true;
                writeByTopic(batch);
                writing = false;
                queue.written(batch);
                for (int i = 0; i < NUDGE_AFTER_MS.length && !queue.await(NUDGE_AFTER_MS[i]); i++) {
                    nudge();
                }
            }
            if (open.get()) {
                finish();
            }
        } catch (IOException e) {
            connections.lost(this, "writing failed: " + e.getMessage());
        } catch (InterruptedException _) {
            // Closed from outside; there is nobody left to tell.
        }
    }

    private void writeByTopic(List<SendQueue.Outgoing> batch) throws IOException {
        List<byte[]> frames = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            TopicId topic = batch.get(i).topic();
            frames.add(batch.get(i).frame());
            if (i + 1 == batch.size() || !batch.get(i + 1).topic().equals(topic)) {
                write(topic, frames);
                frames = new ArrayList<>();
            }
        }
    }
}
