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
import java.util.function.Consumer;

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
    /** As {@link #SLOWLORIS}, by connections that have authorized: these are among those who mine. */
    SLOW_MINERS {
        @Override
        void round(Attacker attacker) throws IOException {
            attacker.hold(1_000, HELLO);
            attacker.writeToAll(1, PING);
            attacker.readAll();
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
    /** 10,000 connects a second, evenly; each says nothing and resets after a second. */
    CONNECTS {
        @Override
        void round(Attacker attacker) throws IOException {
            int part = CONNECTS_A_SECOND / ROUNDS_A_SECOND;
            attacker.open(part);
            attacker.resetBeyond(CONNECTS_A_SECOND);
            attacker.awaitNext(MILLIS_PER_SECOND / ROUNDS_A_SECOND);
        }
    },
    /** 10,000 connects as fast as the system takes them, then as many resets, each second again. */
    CONNECT_BURSTS {
        @Override
        void round(Attacker attacker) throws IOException {
            attacker.open(CONNECTS_A_SECOND);
            attacker.resetAll();
            attacker.awaitNext(MILLIS_PER_SECOND);
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
    },
    /** 50 miners that ask as fast as they are answered. */
    CHATTER {
        @Override
        void round(Attacker attacker) throws IOException {
            attacker.hold(50);
            attacker.writeToAll(PINGS.length, PINGS);
            attacker.readAll();
        }
    },
    /** 100 TLS handshakes a second that the server has to sign for, reset before they end. */
    HANDSHAKES {
        @Override
        void round(Attacker attacker) throws IOException {
            attacker.hold(1);
            attacker.writeToAll(attacker.hello.length, attacker.hello);
            attacker.pauseMillis(10);
            attacker.resetAll();
        }
    };

    private static final int CONNECTS_A_SECOND = 10_000;
    private static final int ROUNDS_A_SECOND = 100;
    private static final long MILLIS_PER_SECOND = 1_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final byte[] REQUEST =
            "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"attack\"]}\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LONG_LINE = "x".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII);
    private static final ByteBuffer HELLO = LoadMiner.hello("attack", "66".repeat(32) + ".slow", "x");
    private static final String PING_LINE = "{\"id\":1,\"method\":\"mining.ping\",\"params\":[]}\n";
    private static final byte[] PING = PING_LINE.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PINGS = PING_LINE.repeat(20).getBytes(StandardCharsets.US_ASCII);

    /** Whether it is for a port that speaks TLS. */
    public boolean isOverTls() {
        return this == HANDSHAKES;
    }

    abstract void round(Attacker attacker) throws IOException;

    /** How many connects were made in how long. */
    public record Connects(long count, long nanos) {
        /** As {@link #toLine} has it. */
        public static Connects of(String line) {
            int blank = line.indexOf(' ');
            return new Connects(Long.parseLong(line.substring(0, blank)), Long.parseLong(line.substring(blank + 1)));
        }

        public String toLine() {
            return count + " " + nanos;
        }
    }

    /**
     * Goes on until the process ends.
     *
     * @param told of the connects so far, after the first round and about each second from then on
     */
    public void run(InetSocketAddress target, Consumer<Connects> told) throws IOException {
        Attacker attacker = new Attacker(target);
        long since = System.nanoTime();
        long seconds = -1;
        while (!Thread.currentThread().isInterrupted()) {
            round(attacker);
            long passed = System.nanoTime() - since;
            if (passed / NANOS_PER_SECOND > seconds) {
                seconds = passed / NANOS_PER_SECOND;
                told.accept(new Connects(attacker.opened, passed));
            }
        }
    }

    /** The attacker's connections. For one thread. */
    static final class Attacker {
        private static final int ADDRESSES = 50;
        private static final long NANOS_PER_MILLI = 1_000_000;
        private static final int READ_BYTES = 64 * 1024;
        private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

        private final InetSocketAddress target;
        private final byte[] hello = ClientHello.make();
        private final Deque<SocketChannel> open = new ArrayDeque<>();
        private final ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);
        private int opened;
        private int at;
        private long due = System.nanoTime();

        Attacker(InetSocketAddress target) throws IOException {
            this.target = target;
        }

        void hold(int count) throws IOException {
            hold(count, NOTHING);
        }

        /** Those that are opened for it say {@code first} at once. */
        void hold(int count, ByteBuffer first) throws IOException {
            open(count - open.size(), first);
        }

        void open(int count) throws IOException {
            open(count, NOTHING);
        }

        private void open(int count, ByteBuffer first) throws IOException {
            for (int i = 0; i < count; i++) {
                SocketChannel channel = SocketChannel.open();
                channel.bind(new InetSocketAddress("127.0.1." + (1 + opened++ % ADDRESSES), 0));
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                channel.connect(target);
                channel.write(first.duplicate());
                channel.configureBlocking(false);
                open.add(channel);
            }
        }

        /** Writes the next {@code length} bytes of {@code text} to each. */
        void writeToAll(int length, byte[] text) throws IOException {
            each(channel -> channel.write(ByteBuffer.wrap(text, at, length)) >= 0);
            at = (at + length) % text.length;
        }

        /** Reads what there is and forgets it. */
        void readAll() throws IOException {
            each(channel -> {
                int read = channel.read(in.clear());
                while (read > 0) {
                    read = channel.read(in.clear());
                }
                return read == 0;
            });
        }

        /** False, or an {@link IOException}, if the other end has closed. */
        private interface Step {
            boolean goesOn(SocketChannel channel) throws IOException;
        }

        /** Forgets those the server closed. */
        private void each(Step step) throws IOException {
            List<SocketChannel> gone = new ArrayList<>();
            for (SocketChannel channel : open) {
                if (!goesOn(step, channel)) {
                    channel.close();
                    gone.add(channel);
                }
            }
            open.removeAll(gone);
        }

        private static boolean goesOn(Step step, SocketChannel channel) {
            try {
                return step.goesOn(channel);
            } catch (IOException e) {
                return false;
            }
        }

        /** Resets the oldest, so that {@code left} stay. */
        void resetBeyond(int left) throws IOException {
            while (open.size() > left) {
                open.removeFirst().close();
            }
        }

        void resetAll() throws IOException {
            for (SocketChannel channel : open) {
                channel.close();
            }
            open.clear();
        }

        /** Waits until so much time has passed since the last such wait ended; what was missed is not made up for. */
        void awaitNext(long millis) {
            due = Math.max(due + millis * NANOS_PER_MILLI, System.nanoTime());
            LockSupport.parkNanos(due - System.nanoTime());
        }

        void pauseMillis(long millis) {
            LockSupport.parkNanos(millis * NANOS_PER_MILLI);
        }
    }
}
