package org.vanta.appliance.node;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

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

    private final String address;
    private final Consumer<Hash256> onBlock;
    private final Thread thread;
    private volatile boolean running = true;

    HashBlockSubscriber(String address, Consumer<Hash256> onBlock) {
        this.address = address;
        this.onBlock = onBlock;
        this.thread = Thread.ofPlatform().daemon().name("l1-zmq").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try (ZContext context = new ZContext()) {
            context.setLinger(0);
            ZMQ.Socket socket = context.createSocket(SocketType.SUB);
            socket.setMaxMsgSize(FRAME_BYTES_MAX);
            socket.setReceiveTimeOut(RECEIVE_MILLIS_MAX);
            socket.setTCPKeepAlive(1);
            socket.connect(address);
            socket.subscribe(TOPIC.getBytes(StandardCharsets.US_ASCII));
            while (running) {
                receive(socket);
            }
        } catch (ZMQException | IllegalArgumentException e) {
            LOG.warnf("no ZMQ news from %s (%s); new blocks are still found by long poll and polling", address, e);
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
            onBlock.accept(Hash256.fromDisplayHex(Hash256.of(hash).hex()));
        }
    }

    @Override
    public void close() {
        running = false;
    }
}
