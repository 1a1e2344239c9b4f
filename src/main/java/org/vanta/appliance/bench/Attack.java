package org.vanta.appliance.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What is done to a server that has honest miners. Each goes on until its process is ended; what the server closes is opened again. */
public enum Attack {
    /** 1,000 connections that send a request one byte at a time. */
    SLOWLORIS {
        @Override
        void round(Attacker attacker) throws IOException {
            attacker.hold(1_000);
            attacker.writeToAll(1, REQUEST);
            attacker.pauseMillis(100);
        }
    },
    /** 2,000 connections that never say a word. */
    SILENT {
        @Override
        void round(Attacker attacker) throws IOException {
            attacker.hold(2_000);
            attacker.pauseMillis(100);
        }
    },
    /** 500 connections a second that ask for work and reset. */
    RESETS {
        @Override
        void round(Attacker attacker) throws IOException {
            attacker.hold(5);
            attacker.writeToAll(REQUEST.length, REQUEST);
            attacker.pauseMillis(5);
            attacker.resetAll();
            attacker.pauseMillis(5);
        }
    },
    /** 200 times a second 64 KiB without a line end. */
    LONG_LINES {
        @Override
        void round(Attacker attacker) throws IOException {
            attacker.hold(2);
            attacker.writeToAll(LONG_LINE.length, LONG_LINE);
            attacker.pauseMillis(10);
            attacker.resetAll();
        }
    },
    /** 10,000 connects as fast as the system takes them, each second again. */
    CONNECTS {
        @Override
        void round(Attacker attacker) throws IOException {
            long start = System.nanoTime();
            attacker.hold(10_000);
            attacker.resetAll();
            attacker.pauseMillis(Math.max(0, 1_000 - (System.nanoTime() - start) / 1_000_000));
        }
    },
    /** 50 miners that ask without end and never read an answer. */
    DEAF {
        @Override
        void round(Attacker attacker) throws IOException {
            attacker.hold(50);
            attacker.writeToAll(PINGS.length, PINGS);
            attacker.pauseMillis(10);
        }
    };

    private static final byte[] REQUEST =
            "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"attack\"]}\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LONG_LINE = "x".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PINGS =
            "{\"id\":1,\"method\":\"mining.ping\",\"params\":[]}\n".repeat(20).getBytes(StandardCharsets.US_ASCII);

    abstract void round(Attacker attacker) throws IOException;

    /**
     * Goes on until the process ends.
     *
     * @param begun told after the first round
     */
    public void run(InetSocketAddress target, Runnable begun) throws IOException {
        Attacker attacker = new Attacker(target);
        round(attacker);
        begun.run();
        while (!Thread.currentThread().isInterrupted()) {
            round(attacker);
        }
    }

    /** The attacker's connections. For one thread. */
    static final class Attacker {
        private static final int ADDRESSES = 50;

        private final InetSocketAddress target;
        private final Deque<SocketChannel> open = new ArrayDeque<>();
        private int opened;
        private int at;

        Attacker(InetSocketAddress target) {
            this.target = target;
        }

        void hold(int count) throws IOException {
            while (open.size() < count) {
                SocketChannel channel = SocketChannel.open();
                channel.bind(new InetSocketAddress("127.0.1." + (1 + opened++ % ADDRESSES), 0));
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                channel.connect(target);
                channel.configureBlocking(false);
                open.add(channel);
            }
        }

        /** Writes the next {@code length} bytes of {@code text} to each; forgets those the server closed. */
        void writeToAll(int length, byte[] text) throws IOException {
            List<SocketChannel> gone = new ArrayList<>();
            for (SocketChannel channel : open) {
                try {
                    channel.write(ByteBuffer.wrap(text, at, length));
                } catch (IOException e) {
                    gone.add(channel);
                }
            }
            for (SocketChannel channel : gone) {
                channel.close();
            }
            open.removeAll(gone);
            at = (at + length) % text.length;
        }

        void resetAll() throws IOException {
            for (SocketChannel channel : open) {
                channel.close();
            }
            open.clear();
        }

        void pauseMillis(long millis) {
            LockSupport.parkNanos(millis * 1_000_000);
        }
    }
}
