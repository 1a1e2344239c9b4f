package org.vanta.appliance.blackbox;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;

/** Thousands of connected miners that only listen, each paying its own key, on one thread. */
final class MinerFleet implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int BURST = 100;
    private static final byte[] CLEAN_END = ",true]}".getBytes(StandardCharsets.US_ASCII);

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
    private final int port;
    private int size;
    private int notified;
    private long[] arrivals = {};

    MinerFleet(int port) throws IOException {
        this.port = port;
    }

    int size() {
        return size;
    }

    /** Connects miners until there are that many and each of the new ones has work. */
    void growTo(int wanted) throws IOException {
        int before = size;
        expect(wanted - before);
        while (size < wanted) {
            for (int i = 0; i < BURST && size < wanted; i++) {
                connect();
            }
            // Not more at once than a listen queue holds.
            readUntil(size - before);
        }
    }

    private void connect() throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        Hash256 key = Sha256.hash(Integer.toString(size).getBytes(StandardCharsets.US_ASCII));
        ByteBuffer hello =
                StandardCharsets.US_ASCII.encode("{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"measure\"]}\n"
                        + "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + key.hex() + ".m\",\"x\"]}\n");
        while (hello.hasRemaining()) {
            channel.write(hello);
        }
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, new Tail());
        size++;
    }

    /** From now on counts each miner's first clean notify. */
    void expectAll() throws IOException {
        while (selector.selectNow() > 0) {
            readReady();
        }
        expect(size);
    }

    private void expect(int count) {
        notified = 0;
        arrivals = new long[count];
        selector.keys().forEach(key -> ((Tail) key.attachment()).isNotified = false);
    }

    /** When each miner had the notify, in order of arrival, as nano time. */
    long[] awaitAll() throws IOException {
        readUntil(arrivals.length);
        return Arrays.copyOf(arrivals, arrivals.length);
    }

    private void readUntil(int count) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (notified < count) {
            selector.select(1000);
            readReady();
            if (System.nanoTime() > deadline) {
                throw new AssertionError(notified + " of " + count + " miners have work");
            }
        }
    }

    private void readReady() throws IOException {
        for (SelectionKey key : selector.selectedKeys()) {
            Tail tail = (Tail) key.attachment();
            buffer.clear();
            int read = ((SocketChannel) key.channel()).read(buffer);
            if (read < 0) {
                throw new AssertionError("a miner was disconnected");
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
                if (tail.endsCleanNotify(buffer.get()) && !tail.isNotified && notified < arrivals.length) {
                    tail.isNotified = true;
                    arrivals[notified++] = System.nanoTime();
                }
            }
        }
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    /** How far the end of a clean notify has been read. */
    private static final class Tail {
        private int matched;
        private boolean isNotified;

        boolean endsCleanNotify(byte next) {
            matched = next == CLEAN_END[matched] ? matched + 1 : next == CLEAN_END[0] ? 1 : 0;
            if (matched < CLEAN_END.length) {
                return false;
            }
            matched = 0;
            return true;
        }
    }
}
