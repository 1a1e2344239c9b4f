package org.vanta.appliance.store;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes to the database; callers wait for their unit, and an interrupt of theirs never reaches the database's files. Reads
 * run on the caller's thread, only so many at once that the writer always finds a connection in the pool. A forced unit is on disk, not merely
 * committed, when it returns; units that wait together are forced together.
 */
@Singleton
public final class StoreWriter implements AutoCloseable {
    /** Of the pool's 8 connections one is the writer's, and one is for what is read for it at the same time. */
    static final int READS_MAX = 6;

    /** A read that has waited so long behind others is refused. */
    static final Duration READ_WAIT_MAX = Duration.ofSeconds(5);

    private final Engine engine;
    private final Duration readWaitMax;
    private final Semaphore reads = new Semaphore(READS_MAX);
    private final SessionFactory sessions;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("store-writer").factory());
    private final ThreadLocal<Boolean> onWriter = ThreadLocal.withInitial(() -> false);

    /** Both are touched on the writer thread only. */
    private long committed;

    private long forced;

    private final List<JournalEntry> inTransaction = new ArrayList<>();
    private final List<JournalEntry> removals = new ArrayList<>();
    private final List<JournalEntry> additions = new ArrayList<>();
    private @Nullable Journal journal;

    /** What the database or the journal last failed with, until the store is made whole. */
    private volatile @Nullable RuntimeException failure;

    /** Who wants to know of a first failure. */
    private volatile Runnable listener = () -> {};

    @Inject
    StoreWriter(Engine engine) {
        this(engine, READ_WAIT_MAX);
    }

    StoreWriter(Engine engine, Duration readWaitMax) {
        this.engine = engine;
        this.readWaitMax = readWaitMax;
        this.sessions = engine.sessions();
    }

    Engine engine() {
        return engine;
    }

    /** From here on what stores tell {@link #journal(JournalEntry)} is written. */
    void attach(Journal newJournal) {
        call(() -> journal = newJournal);
    }

    Journal journal() {
        Journal attached = journal;
        if (attached == null) {
            throw new IllegalStateException("the database is opened first");
        }
        return attached;
    }

    /** Within a transaction: the journal gets this entry if the transaction is committed, when the next unit is forced. */
    void journal(JournalEntry entry) {
        inTransaction.add(entry);
    }

    /** Runs {@code work} on the writer thread and waits for it. */
    <T> T call(Supplier<T> work) {
        if (onWriter.get()) {
            return work.get();
        }
        return await(executor.submit(() -> {
            onWriter.set(true);
            try {
                return work.get();
            } catch (Error e) {
                note(afterError(e));
                throw e;
            }
        }));
    }

    /** One transaction, committed when this returns. */
    <T> T write(Function<StatelessSession, T> work) {
        return call(() -> transaction(work));
    }

    /** One transaction, forced to disk when this returns. */
    <T> T writeForced(Function<StatelessSession, T> work) {
        return callForced(() -> transaction(work));
    }

    /** As {@link #call}; everything committed by then is forced to disk when this returns. */
    <T> T callForced(Supplier<T> work) {
        record Done<T>(T value, long at) {}
        Done<T> done = call(() -> {
            T value = work.get();
            return new Done<>(value, committed);
        });
        return call(() -> {
            if (forced < done.at) {
                force();
            }
            return done.value;
        });
    }

    /**
     * Reads on the caller's thread.
     *
     * @throws IllegalStateException if so many others read that its turn did not come; nothing is wrong with the store then
     */
    <T> T read(Function<StatelessSession, T> work) {
        if (onWriter.get()) {
            return readNow(work);
        }
        awaitTurn();
        try {
            return readNow(work);
        } finally {
            reads.release();
        }
    }

    /** Reads for the writer's own work, on one thread beside it: waits for no turn, so that no reader keeps the state from being read. */
    <T> T readAhead(Function<StatelessSession, T> work) {
        return readNow(work);
    }

    private void awaitTurn() {
        try {
            if (!reads.tryAcquire() && !reads.tryAcquire(readWaitMax.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("the database is busy: " + READS_MAX + " reads took more than "
                        + readWaitMax.toMillis() + " ms; try again later");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting to read the database", e);
        }
    }

    private <T> T readNow(Function<StatelessSession, T> work) {
        try (StatelessSession session = sessions.openStatelessSession()) {
            return work.apply(session);
        } catch (RuntimeException e) {
            // What never got a connection has changed nothing.
            if (!StoreFailure.isOfPool(e)) {
                noteFailure(e);
            }
            throw e;
        }
    }

    /** What a unit or a read failed with since {@link #whole}: from then on memory and disk may differ. */
    Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Is run, on any thread, when something failed and all was well before; must not block. */
    void onFailure(Runnable newListener) {
        listener = newListener;
    }

    /**
     * A row that was read is bad, so that the state is to be made whole; unless that was done since, and the row is good or gone.
     *
     * @param check throws {@link BadRecordException} if the row, read anew on the writer thread, is still bad
     */
    <T> void noteBad(Class<T> entity, long id, Consumer<T> check) {
        if (failure != null) {
            return;
        }
        call(() -> {
            try {
                T anew = read(session -> session.get(entity, id));
                if (anew != null) {
                    check.accept(anew);
                }
            } catch (BadRecordException e) {
                note(e);
            }
            return true;
        });
    }

    /** What was committed and is known is not in the database any more: it may have been opened anew from an older version of its file. */
    void noteLost(String record) {
        note(new IllegalStateException(record + " is not in the database any more"));
    }

    /** Memory and disk agree again. */
    void whole() {
        failure = null;
    }

    private void noteFailure(RuntimeException e) {
        if (StoreFailure.isOne(e)) {
            note(e);
        }
    }

    /** Work was cut short at any point by an error, which is no failure of the store: from here on memory and disk may differ. */
    void doubt(Error e) {
        if (failure == null) {
            failure = afterError(e);
        }
    }

    private static RuntimeException afterError(Error e) {
        return new IllegalStateException("work on the state was cut short by " + e, e);
    }

    private void note(RuntimeException e) {
        // The first one tells more than those that follow from it.
        if (failure == null) {
            failure = e;
            listener.run();
        }
    }

    /** On the writer thread: the journal has all that was committed, whether or not the database was forced since. */
    void flushJournal() {
        append(removals);
        append(additions);
    }

    /** Has the journal rewritten if it has grown; everything committed by then is forced to disk. Nothing is done while the store is not whole. */
    void tidyJournal() {
        call(() -> {
            if (failure == null) {
                if (forced < committed) {
                    force();
                }
                tidyNow();
            }
            return forced;
        });
    }

    private void tidyNow() {
        try {
            journal().tidy();
        } catch (RuntimeException e) {
            noteFailure(e);
            throw e;
        }
    }

    private <T> T transaction(Function<StatelessSession, T> work) {
        try (StatelessSession session = sessions.openStatelessSession()) {
            return transaction(session, work);
        } catch (RuntimeException e) {
            noteFailure(e);
            throw e;
        }
    }

    private <T> T transaction(StatelessSession session, Function<StatelessSession, T> work) {
        Transaction transaction = session.beginTransaction();
        try {
            engine.claim(session);
            T result = work.apply(session);
            transaction.commit();
            committed++;
            inTransaction.forEach(entry -> (entry.isRemoval() ? removals : additions).add(entry));
            inTransaction.clear();
            return result;
        } catch (RuntimeException | Error e) {
            // Whatever it is: the transaction must not stay with this thread, nor the entries for the next unit.
            inTransaction.clear();
            rollback(transaction, e);
            throw e;
        }
    }

    private static void rollback(Transaction transaction, Throwable cause) {
        try {
            if (transaction.isActive()) {
                transaction.rollback();
            }
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private void force() {
        try {
            forceAll();
        } catch (RuntimeException e) {
            noteFailure(e);
            throw e;
        }
    }

    private void forceAll() {
        long upTo = committed;
        // The journal must never hold what the database did not, so it forgets first and learns last.
        append(removals);
        try (StatelessSession session = sessions.openStatelessSession()) {
            engine.force(session);
        }
        append(additions);
        forced = upTo;
    }

    private void append(List<JournalEntry> entries) {
        journal().append(entries);
        entries.clear();
    }

    /** Waits for a result, whoever interrupts. */
    static <T> T await(Future<T> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw asUnchecked(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException asUnchecked(@Nullable Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
    }

    /** Lets what waits finish; later units are refused. */
    @Override
    public void close() {
        Journal attached = journal;
        if (attached == null) {
            executor.close();
            return;
        }
        try {
            call(() -> {
                if (forced < committed) {
                    force();
                }
                return forced;
            });
        } finally {
            executor.close();
            try {
                attached.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
