package org.vanta.appliance.miner;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Mines at one pool with a number of threads until closed; reconnects with growing pauses. All threads are daemons; one instance starts once.
 */
public final class CpuMiner implements AutoCloseable {
    /** All threads together send no more shares than this, however low the pool sets the difficulty. */
    public static final int SHARES_PER_SECOND_MAX = 20;

    private static final long RETRY_MILLIS_MIN = 500;
    private static final long RETRY_MILLIS_MAX = 30_000;
    private static final long HASH_RATE_MILLIS = 5_000;

    /** Nonces tried between looks at whether there is newer work: about 2 ms. */
    private static final int BATCH = 1 << 14;

    private static final long NONCES = 1L << 32;

    /** What a core does, roughly; only the suggested difficulty rests on it. */
    private static final double HASHES_PER_THREAD = 5e6;

    private static final double SECONDS_PER_SHARE = 10;

    private final PoolAddress pool;
    private final String user;
    private final int threads;
    private final Consumer<MinerEvent> events;
    private final ReentrantLock eventOrder = new ReentrantLock();
    private final AtomicLong extranonce2 = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    private final LongAdder hashes = new LongAdder();
    private final List<Thread> workers = new CopyOnWriteArrayList<>();
    private final Object workArrival = new Object();
    private volatile @Nullable Assignment assignment;
    private volatile @Nullable PoolConnection connection;
    private volatile boolean closed;

    /** Work and where to submit it; each is its own, also when two say the same. */
    private static final class Assignment {
        private final MinerWork work;
        private final PoolSession session;

        Assignment(MinerWork work, PoolSession session) {
            this.work = work;
            this.session = session;
        }
    }

    /**
     * @param user {@code <owner key>[.worker]} at a pool of this project
     * @param events told what happens, on the miner's threads, one at a time
     */
    public CpuMiner(PoolAddress pool, String user, int threads, Consumer<MinerEvent> events) {
        if (threads < 1) {
            throw new IllegalArgumentException("a miner needs at least 1 thread, got " + threads);
        }
        this.pool = pool;
        this.user = user;
        this.threads = threads;
        this.events = events;
    }

    public void start() {
        for (int i = 0; i < threads; i++) {
            workers.add(Thread.ofPlatform().daemon().name("miner-" + i).start(this::mine));
        }
        workers.add(Thread.ofPlatform().daemon().name("miner-pool").start(this::follow));
        workers.add(Thread.ofPlatform().daemon().name("miner-hash-rate").start(this::reportHashRate));
    }

    /** Hashes tried since the start. */
    public long hashes() {
        return hashes.sum();
    }

    private void tell(MinerEvent event) {
        eventOrder.lock();
        try {
            events.accept(event);
        } finally {
            eventOrder.unlock();
        }
    }

    private void follow() {
        long pause = RETRY_MILLIS_MIN;
        while (!closed) {
            String reason;
            try (PoolConnection open = new PoolConnection(pool)) {
                connection = open;
                if (closed) {
                    return;
                }
                tell(new MinerEvent.Connected(pool));
                PoolSession session = new PoolSession(open, new Reports());
                session.open(user, threads * HASHES_PER_THREAD * SECONDS_PER_SHARE / 0x1p32);
                while (!closed) {
                    session.step();
                    pause = assignment == null ? pause : RETRY_MILLIS_MIN;
                }
                reason = "closed";
            } catch (IOException e) {
                reason = e.getMessage() == null ? e.toString() : e.getMessage();
            } finally {
                assignment = null;
            }
            if (!closed) {
                tell(new MinerEvent.Disconnected(reason, pause));
                LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(pause));
                pause = Math.min(RETRY_MILLIS_MAX, 2 * pause);
            }
        }
    }

    /** Called by the thread that reads from the pool. */
    private final class Reports implements PoolSession.Listener {
        @Override
        public void work(PoolSession session, MinerWork work, boolean clean, double difficulty) {
            synchronized (workArrival) {
                assignment = new Assignment(work, session);
                workArrival.notifyAll();
            }
            tell(new MinerEvent.NewJob(work.jobId(), clean, difficulty));
        }

        @Override
        public void accepted() {
            tell(new MinerEvent.Accepted(accepted.incrementAndGet()));
        }

        @Override
        public void rejected(int code, String text) {
            tell(new MinerEvent.Rejected(code, text, rejected.incrementAndGet()));
        }

        @Override
        public void message(String text) {
            tell(new MinerEvent.Message(text));
        }
    }

    private void mine() {
        try {
            while (!closed) {
                mine(awaitAssignment());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Assignment awaitAssignment() throws InterruptedException {
        synchronized (workArrival) {
            while (true) {
                Assignment now = assignment;
                if (now != null) {
                    return now;
                }
                workArrival.wait();
            }
        }
    }

    /** Goes through the nonces of one extranonce2 while there is no newer work. */
    private void mine(Assignment now) {
        byte[] ours = now.work.extranonce2(extranonce2.getAndIncrement());
        NonceScanner scanner = new NonceScanner(now.work.header(ours));
        long nonce = 0;
        while (nonce < NONCES && isCurrent(now)) {
            long end = Math.min(NONCES, nonce + BATCH);
            long found = scanner.scan(nonce, end, now.work.target());
            hashes.add((found < 0 ? end : found + 1) - nonce);
            nonce = found < 0 ? end : found + 1;
            if (found >= 0) {
                submit(now, ours, (int) found);
            }
        }
    }

    private boolean isCurrent(Assignment now) {
        return !closed && assignment == now;
    }

    private void submit(Assignment now, byte[] ours, int nonce) {
        try {
            now.session.submit(user, now.work, ours, nonce);
        } catch (IOException e) {
            // The reading thread meets the same broken connection, and reports it.
            return;
        }
        LockSupport.parkNanos(this, threads * TimeUnit.SECONDS.toNanos(1) / SHARES_PER_SECOND_MAX);
    }

    private void reportHashRate() {
        try {
            long before = hashes.sum();
            long since = System.nanoTime();
            while (!closed) {
                Thread.sleep(HASH_RATE_MILLIS);
                long count = hashes.sum();
                long now = System.nanoTime();
                tell(new MinerEvent.HashRate((count - before) * 1e9 / (now - since)));
                before = count;
                since = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops all threads and closes the connection; returns at once. */
    @Override
    public void close() {
        closed = true;
        workers.forEach(Thread::interrupt);
        workers.clear();
        closeConnection();
    }

    private void closeConnection() {
        PoolConnection open = connection;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // It is gone either way.
            }
        }
    }
}
