package org.vanta.appliance.rest;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Bounds the database reads that strangers cause, so that the writer and the index never wait for a connection: the pool has eight. Answers and
 * streams have places of their own, so that neither keeps the other out.
 */
@Singleton
final class ReadGate {
    /** Reads for answers at one time. */
    static final int ANSWERS_MAX = 3;

    /** Reads for streams at one time. */
    static final int STREAMS_MAX = 2;

    /** An answer that finds no place for this long is refused. */
    static final Duration WAIT_MAX = Duration.ofSeconds(1);

    private final Semaphore answers = new Semaphore(ANSWERS_MAX, true);
    private final Semaphore streams = new Semaphore(STREAMS_MAX, true);

    /**
     * Reads for one answer.
     *
     * @throws ProblemException if there is no place for a while
     */
    <T> T answer(Supplier<T> read) {
        try {
            if (!answers.tryAcquire(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw busy();
        }
        try {
            return read.get();
        } finally {
            answers.release();
        }
    }

    /** Reads a part of a stream, when its turn has come. */
    <T> T stream(Supplier<T> read) throws InterruptedException {
        streams.acquire();
        try {
            return read.get();
        } finally {
            streams.release();
        }
    }

    private static ProblemException busy() {
        return new ProblemException(
                ProblemCode.TOO_MANY_READS, null, ANSWERS_MAX + " others read from the database already; try again");
    }
}
