package org.vanta.appliance.node;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * Hears of new best blocks from the node's {@code zmqpubhashblock}. A message is three frames: "hashblock", the hash in display order, a
 * sequence number. Missed messages do not matter: {@link TipFeed} polls beside it. Reconnects by itself.
 */
final class HashBlockSubscriber implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(HashBlockSubscriber.class);
    private static final String TOPIC = "hashblock";
    /** How soon {@link #close()} is noticed. */
    private static final int RECEIVE_MILLIS_MAX = 200;
    /** The node sends small frames; a larger one is not from a node. */
    private static final int FRAME_BYTES_MAX = 1024;
    /** How much later than by long poll a block may be heard of. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(2);

    /** After a failure, which may well come again. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final String address;
    private final Duration pause;
    private final Consumer<Hash256> onBlock;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Hash256 heard = Hash256.ZERO;
    /** Since when a block is known that was not heard of here; 0 while there is none. */
    private volatile long silentSince;

    HashBlockSubscriber(String address, Consumer<Hash256> onBlock) {
        this(address, onBlock, PAUSE);
    }

    /** @param pause after a failure */
    HashBlockSubscriber(String address, Consumer<Hash256> onBlock, Duration pause) {
        this.address = address;
        this.pause = pause;
        this.onBlock = onBlock;
        this.thread = Thread.ofPlatform().daemon().name("l1-zmq").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** A block that is the node's best, as is known from elsewhere; if it is not heard of here soon, the connection is made anew. */
    void expects(Hash256 block) {
        if (silentSince == 0 && !block.equals(heard)) {
            silentSince = System.nanoTime();
        }
    }

    private void run() {
        while (isRunning()) {
            try (ZContext context = new ZContext()) {
                context.setLinger(0);
                while (isRunning()) {
                    listen(context);
                }
            } catch (RuntimeException | Error e) {
                // Such as no file descriptors for a moment.
                LOG.warnf(
                        "no ZMQ news from %s (%s); trying again in %d s, new blocks are still found by long poll and polling",
                        address, e, pause.toSeconds());
                await();
            }
        }
    }

    private boolean isRunning() {
        return closed.getCount() > 0;
    }

    private void await() {
        try {
            var unused = closed.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            closed.countDown();
        }
    }

    private void listen(ZContext context) {
        try (ZMQ.Socket socket = context.createSocket(SocketType.SUB)) {
            socket.setMaxMsgSize(FRAME_BYTES_MAX);
            socket.setReceiveTimeOut(RECEIVE_MILLIS_MAX);
            socket.setTCPKeepAlive(1);
            socket.setLinger(0);
            socket.subscribe(TOPIC.getBytes(StandardCharsets.US_ASCII));
            silentSince = 0;
            socket.connect(address);
            while (isRunning()) {
                receive(socket);
                long since = silentSince;
                if (since != 0 && System.nanoTime() - since > SILENCE_MAX.toNanos()) {
                    LOG.debugf("ZMQ at %s is silent about a block that is there; connecting anew", address);
                    return;
                }
            }
        }
    }

    private void receive(ZMQ.Socket socket) {
        byte @Nullable [] topic = socket.recv();
        if (topic == null) {
            return;
        }
        byte @Nullable [] hash = socket.hasReceiveMore() ? socket.recv() : null;
        while (socket.hasReceiveMore()) {
            socket.recv();
        }
        if (hash != null
                && hash.length == Hash256.BYTES
                && Arrays.equals(topic, TOPIC.getBytes(StandardCharsets.US_ASCII))) {
            heard = Hash256.fromDisplayHex(Hash256.of(hash).hex());
            silentSince = 0;
            onBlock.accept(heard);
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
