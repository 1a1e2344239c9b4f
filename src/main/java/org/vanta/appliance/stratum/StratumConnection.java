package org.vanta.appliance.stratum;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a miner sends into lines and sends lines back, in order. Knows neither sockets nor methods: it is given a sender and a way to
 * close. What one received chunk leads to goes out as one write. For one thread.
 */
final class StratumConnection {
    /** Longest line understood, without its end. The longest known firmware buffer is as large. */
    static final int LINE_BYTES_MAX = 16 * 1024;

    private static final byte[] NOTHING = {};

    /** What is done with each line; the bytes are {@code [from, to)} of the array, valid during the call. */
    interface LineHandler {
        void line(byte[] bytes, int from, int to);

        /** A line grew beyond {@link #LINE_BYTES_MAX}; the connection closes after this. */
        void oversizeLine();
    }

    private final Consumer<Buffer> sender;
    private final Runnable closer;
    private final LineHandler handler;
    private byte[] unfinished = NOTHING;
    private @Nullable Buffer gathered;
    private boolean gathering;
    private final LongSupplier nanos;
    private long receivedNanos;
    private boolean closed;

    /**
     * @param sender takes the bytes to send; may close the connection
     * @param closer closes the transport once; what was sent before still goes out
     */
    StratumConnection(Consumer<Buffer> sender, Runnable closer, Function<StratumConnection, LineHandler> protocol) {
        this(sender, closer, protocol, System::nanoTime);
    }

    /** @param nanos a clock that is never set */
    StratumConnection(
            Consumer<Buffer> sender,
            Runnable closer,
            Function<StratumConnection, LineHandler> protocol,
            LongSupplier nanos) {
        this.sender = sender;
        this.closer = closer;
        this.nanos = nanos;
        this.receivedNanos = nanos.getAsLong();
        this.handler = protocol.apply(this);
    }

    void receive(Buffer chunk) {
        if (closed) {
            return;
        }
        gathering = true;
        receivedNanos = nanos.getAsLong();
        try {
            cut(joined(chunk));
        } finally {
            gathering = false;
            flush();
        }
    }

    private byte[] joined(Buffer chunk) {
        byte[] bytes = chunk.getBytes();
        if (unfinished.length == 0) {
            return bytes;
        }
        byte[] all = Arrays.copyOf(unfinished, unfinished.length + bytes.length);
        System.arraycopy(bytes, 0, all, unfinished.length, bytes.length);
        unfinished = NOTHING;
        return all;
    }

    private void cut(byte[] bytes) {
        int from = 0;
        for (int at = 0; at < bytes.length && !closed; at++) {
            if (bytes[at] == '\n') {
                line(bytes, from, at);
                from = at + 1;
            }
        }
        if (closed) {
            return;
        }
        if (bytes.length - from > LINE_BYTES_MAX) {
            tooLong();
        } else if (from < bytes.length) {
            unfinished = Arrays.copyOfRange(bytes, from, bytes.length);
        }
    }

    private void line(byte[] bytes, int from, int end) {
        int to = end > from && bytes[end - 1] == '\r' ? end - 1 : end;
        if (to - from > LINE_BYTES_MAX) {
            tooLong();
        } else if (to > from) {
            handler.line(bytes, from, to);
        }
    }

    private void tooLong() {
        handler.oversizeLine();
        close();
    }

    /** Sends one line; the line end is added. */
    void send(String line) {
        if (closed) {
            return;
        }
        gathered(line.length() + 1).appendString(line).appendByte((byte) '\n');
        if (!gathering) {
            flush();
        }
    }

    /** Sends one line that brings its line end. */
    void send(byte[] line) {
        if (closed) {
            return;
        }
        if (gathering) {
            gathered(line.length).appendBytes(line);
        } else {
            sender.accept(Buffer.buffer(line));
        }
    }

    /** Sends lines as one write; both bring their line ends, {@code before} may be empty. */
    void send(CharSequence before, byte[] line) {
        if (before.isEmpty()) {
            send(line);
        } else if (!closed) {
            gathered(before.length() + line.length)
                    .appendString(before.toString())
                    .appendBytes(line);
            if (!gathering) {
                flush();
            }
        }
    }

    private Buffer gathered(int expected) {
        Buffer buffer = gathered;
        if (buffer == null) {
            buffer = Buffer.buffer(expected);
            gathered = buffer;
        }
        return buffer;
    }

    private void flush() {
        Buffer out = gathered;
        gathered = null;
        if (out != null) {
            sender.accept(out);
        }
    }

    /** Sends what is waiting, then closes. */
    void close() {
        if (!closed) {
            flush();
            closed = true;
            closer.run();
        }
    }

    /** When the last bytes arrived, or none yet, when the connection opened. */
    long receivedNanos() {
        return receivedNanos;
    }

    boolean isClosed() {
        return closed;
    }
}
