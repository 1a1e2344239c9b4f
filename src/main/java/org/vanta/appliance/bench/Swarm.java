package org.vanta.appliance.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Sha256;

/** Many miners on one thread and one selector. */
public final class Swarm implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long LOOK_NANOS = 500_000;
    private static final int READ_BYTES = 1 << 17;
    /** Connects not yet answered: the shortest listen queue among servers is 10, and a connect that finds it full waits for a second. */
    private static final int CONNECTING_MAX = 8;
    /** Miners from one loopback address, as its ports are limited. */
    private static final int PER_ADDRESS = 10_000;

    private static final int ADDRESSES = 200;

    private final InetSocketAddress target;
    private final Names names;
    /** Another one each time: a port is taken for a minute after its connection has closed. */
    private final int firstAddress = ThreadLocalRandom.current().nextInt(ADDRESSES);

    private final Selector selector = Selector.open();
    private final ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);
    private byte[] room = new byte[READ_BYTES];
    private final List<LoadMiner> miners = new ArrayList<>();
    private long opened;
    private int working;
    private long now = System.nanoTime();
    private long blockSince;
    private int atNewBlock;
    private long firstAtNewBlock;
    private @Nullable Latencies blockTimes;
    private @Nullable Latencies answerTimes;
    private long accepted;
    private long refused;
    private @Nullable String refusal;

    /** What miners call themselves: in {@code user}, %k is a key of each one's own and %n its number. */
    public record Names(String agent, String user, String password) {
        String userOf(long number) {
            return user.replace("%k", key(number)).replace("%n", Long.toString(number));
        }

        private static String key(long number) {
            return Sha256.hash(Long.toString(number).getBytes(StandardCharsets.US_ASCII))
                    .hex();
        }
    }

    public Swarm(InetSocketAddress target, Names names) throws IOException {
        this.target = target;
        this.names = names;
    }

    /** Connects miners until there are {@code wanted} and all have work. */
    public void growTo(int wanted) throws IOException {
        while (miners.size() < wanted) {
            for (int i = 0; i < CONNECTING_MAX && miners.size() < wanted; i++) {
                miners.add(connect());
            }
            await(() -> working >= miners.size(), "work");
        }
    }

    LoadMiner connect() throws IOException {
        long number = opened++;
        SocketChannel channel = SocketChannel.open();
        if (target.getAddress().isLoopbackAddress()) {
            long address = (firstAddress + number / PER_ADDRESS) % ADDRESSES;
            channel.bind(new InetSocketAddress("127.0.0." + (1 + address), 0));
        }
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(target);
        channel.configureBlocking(false);
        String user = names.userOf(number);
        LoadMiner miner = new LoadMiner(this, channel, user);
        miner.write(LoadMiner.hello(names.agent(), user, names.password()));
        channel.register(selector, SelectionKey.OP_READ, miner);
        return miner;
    }

    /** Closes the first {@code count} miners. */
    void closeFirst(int count) throws IOException {
        List<LoadMiner> first = miners.subList(0, count);
        for (LoadMiner miner : first) {
            miner.channel().close();
        }
        first.clear();
        working = miners.size();
    }

    List<LoadMiner> miners() {
        return miners;
    }

    /** Waits at most so long for something to read, and reads all there is. */
    void poll(long millis) throws IOException {
        if (millis > 0) {
            selector.select(millis);
        } else {
            selector.selectNow();
        }
        for (SelectionKey key : selector.selectedKeys()) {
            LoadMiner miner = (LoadMiner) key.attachment();
            in.clear();
            int read = ((SocketChannel) key.channel()).read(in);
            if (read < 0) {
                throw new IOException(
                        "the server closed a miner's connection" + (refusal == null ? "" : " after " + refusal));
            }
            now = System.nanoTime();
            miner.received(in.flip());
        }
        selector.selectedKeys().clear();
        now = System.nanoTime();
    }

    /** What must come to pass. */
    interface Condition {
        boolean holds();
    }

    void await(Condition condition, String what) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.holds()) {
            poll(100);
            if (System.nanoTime() > deadline) {
                throw new IOException("no " + what + " for all of " + miners.size() + " miners within a minute");
            }
        }
    }

    /** Room for {@code count} bytes until the next call: what each miner made for itself, the generator would have to collect. */
    byte[] room(int count) {
        if (room.length < count) {
            room = new byte[count];
        }
        return room;
    }

    long now() {
        return now;
    }

    void working() {
        working++;
    }

    /** Counts from now the times at which miners hear of a new block. */
    void expectBlock(Latencies times) {
        blockTimes = times;
        atNewBlock = 0;
        blockSince = System.nanoTime();
    }

    /** Waits until all heard; the time the last took, in milliseconds. */
    double awaitBlock() throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (atNewBlock < miners.size()) {
            poll(100);
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "a new job for " + atNewBlock + " of " + miners.size() + " miners within a minute");
            }
            // Asleep in between, the generator is not woken for each line, which the server would pay for.
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return (now - blockSince) / 1e6;
    }

    /** The time the first took, in milliseconds. */
    double firstAtNewBlock() {
        return firstAtNewBlock / 1e6;
    }

    void newBlock() {
        if (atNewBlock++ == 0) {
            firstAtNewBlock = now - blockSince;
        }
        if (blockTimes != null) {
            blockTimes.add(now - blockSince);
        }
    }

    /** From now on answers count, and their times go to {@code times}. */
    void measureAnswers(@Nullable Latencies times) {
        answerTimes = times;
        accepted = 0;
        refused = 0;
        refusal = null;
    }

    void answered(long elapsed, boolean isAccepted, byte[] bytes, int from, int to) {
        if (answerTimes != null) {
            answerTimes.add(elapsed);
        }
        if (isAccepted) {
            accepted++;
        } else {
            refused++;
            if (refusal == null) {
                refusal = new String(bytes, from, to - from, StandardCharsets.UTF_8);
            }
        }
    }

    long accepted() {
        return accepted;
    }

    long refused() {
        return refused;
    }

    /** The first refusal since the measure began. */
    @Nullable
    String refusal() {
        return refusal;
    }

    @Override
    public void close() throws IOException {
        for (LoadMiner miner : miners) {
            miner.channel().close();
        }
        selector.close();
    }
}
