package org.vanta.appliance.rest;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.store.NotePage;
import org.vanta.appliance.store.NoteStore;

/** One wallet that reads notes as they come. Runs on a virtual thread of its own; a reader that takes nothing for a while is dropped. */
final class NoteStream implements Runnable {
    /** A reader that takes none of what is written for this long is dropped. */
    static final Duration SLOW_MAX = Duration.ofSeconds(30);

    /** Two pages are held at a time. */
    private static final int PAGE = 500;

    /** A reader that follows hears something at least so often. */
    static final Duration ALIVE = Duration.ofSeconds(15);

    private static final Logger LOG = Logger.getLogger(NoteStream.class);

    private final NoteStore notes;
    private final ReadGate gate;
    private final NoteText text;
    private final boolean follows;
    private final HttpServerResponse response;
    private final Duration slowMax;
    private final Semaphore sent = new Semaphore(0);
    private long cursor;

    /** The page after {@link #cursor}, read while the one before is written. */
    private @Nullable Future<NotePage> ahead;

    private volatile boolean closed;

    /** @param follows whether to wait for more at the end */
    NoteStream(
            NoteStore notes,
            ReadGate gate,
            NoteText text,
            boolean follows,
            long cursor,
            HttpServerResponse response,
            Duration slowMax) {
        this.notes = notes;
        this.gate = gate;
        this.text = text;
        this.follows = follows;
        this.cursor = cursor;
        this.response = response;
        this.slowMax = slowMax;
    }

    @Override
    public void run() {
        response.closeHandler(_ -> close());
        response.exceptionHandler(_ -> close());
        response.setChunked(true).putHeader("Content-Type", text.mediaType()).putHeader("Cache-Control", "no-store");
        try {
            while (!isClosed() && step()) {
                // The step did the work.
            }
            if (!isClosed()) {
                response.end();
            }
        } catch (InterruptedException e) {
            drop();
        } catch (RuntimeException e) {
            LOG.debugf(e, "a stream of notes ends");
            drop();
        }
    }

    private boolean step() throws InterruptedException {
        NotePage page = page();
        // Notes that were left out are not looked for again and again.
        cursor = page.last();
        boolean isEmpty = page.notes().isEmpty();
        if (!isEmpty) {
            readAhead(cursor);
        }
        Buffer out = Buffer.buffer();
        page.notes().forEach(note -> text.write(note, out));
        if (isEmpty) {
            if (!follows) {
                return false;
            }
            out.appendString(text.alive());
        }
        response.write(out).onSuccess(_ -> sent.release()).onFailure(_ -> close());
        if (!isTaken()) {
            LOG.debugf("a reader of notes took nothing for %d s and is dropped", slowMax.toSeconds());
            drop();
            return false;
        }
        if (isEmpty) {
            notes.await(cursor, ALIVE, () -> closed);
        }
        return true;
    }

    private NotePage page() throws InterruptedException {
        Future<NotePage> reading = ahead;
        ahead = null;
        if (reading == null) {
            return gate.stream(() -> notes.page(cursor, PAGE));
        }
        try {
            return reading.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the notes can't be read", e.getCause());
        }
    }

    private void readAhead(long after) {
        var reading = new FutureTask<>(() -> gate.stream(() -> notes.page(after, PAGE)));
        Thread.ofVirtual().name("notes-ahead").start(reading);
        ahead = reading;
    }

    /** The response does not know what waits for the server's thread, so that its queue would never be full while that is busy. */
    private boolean isTaken() throws InterruptedException {
        return sent.tryAcquire(slowMax.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The server calls no handler that was set after the reader had gone. */
    private boolean isClosed() {
        return closed || response.closed();
    }

    private void close() {
        closed = true;
        sent.release();
        notes.wake();
    }

    private void drop() {
        close();
        response.reset();
    }
}
