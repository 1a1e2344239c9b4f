package org.vanta.appliance.stratum;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a miner sends into lines and sends lines back, in order. Knows neither sockets nor methods. What one received chunk leads to goes
 * out as one write, or where it is much as several, each of which ends with all that one line led to. For one thread.
 */
final class StratumConnection {
    /** Longest line understood, without its end. The longest known firmware buffer is as large; ckpool understands 1 KiB. */
    static final int LINE_BYTES_MAX = 16 * 1024;

    /** More than this does not wait for the rest of its chunk: the answers to the shortest lines are four times as long. */
    static final int GATHERED_BYTES_MAX = 8 * 1024;

    private static final byte[] NOTHING = {};

    /** What is done with each line; the bytes are {@code [from, to)} of the array, valid during the call. */
    interface LineHandler {
        void line(byte[] bytes, int from, int to);

        /** A line grew beyond {@link #LINE_BYTES_MAX}; the connection closes after this. */
        void oversizeLine();
    }

    /** Where the bytes go. */
    interface Outlet {
        /** An empty buffer with room for so many bytes; it grows. */
        ByteBuf buffer(int bytes);

        /** Sends the bytes and takes the buffer over; may {@linkplain StratumConnection#close close} the connection. */
        void send(ByteBuf bytes);

        /** Closes; what was sent before still goes out. */
        void close();
    }

    private final Outlet outlet;
    private final LongSupplier nanos;
    private final LineRoom room;
    private byte[] unfinished = NOTHING;
    /** Bytes of {@link #unfinished} that have their place in {@link #room}. */
    private int kept;

    private @Nullable ByteBuf gathered;
    private boolean gathering;
    private long receivedNanos;
    private boolean closed;

    /**
     * @param nanos a clock that is never set
     * @param room for lines without an end, shared with others; where there is none left the connection closes
     */
    StratumConnection(Outlet outlet, LongSupplier nanos, LineRoom room) {
        this.outlet = outlet;
        this.nanos = nanos;
        this.room = room;
        this.receivedNanos = nanos.getAsLong();
    }

    /** Reads all of {@code chunk} and gives each line in it to {@code handler}. */
    void receive(ByteBuf chunk, LineHandler handler) {
        if (closed) {
            return;
        }
        gathering = true;
        receivedNanos = nanos.getAsLong();
        try {
            cut(joined(chunk), handler);
        } finally {
            gathering = false;
            flush();
        }
    }

    private byte[] joined(ByteBuf chunk) {
        int before = unfinished.length;
        byte[] all = Arrays.copyOf(unfinished, before + chunk.readableBytes());
        chunk.readBytes(all, before, all.length - before);
        unfinished = NOTHING;
        return all;
    }

    private void cut(byte[] bytes, LineHandler handler) {
        int from = 0;
        for (int at = 0; at < bytes.length && !closed; at++) {
            if (bytes[at] == '\n') {
                line(bytes, from, at, handler);
                from = at + 1;
            }
        }
        if (closed) {
            return;
        }
        if (bytes.length - from > LINE_BYTES_MAX) {
            tooLong(handler);
        } else {
            keep(bytes, from);
        }
    }

    private void keep(byte[] bytes, int from) {
        int left = bytes.length - from;
        if (!room.move(kept, left)) {
            close();
            return;
        }
        kept = left;
        if (left > 0) {
            unfinished = Arrays.copyOfRange(bytes, from, bytes.length);
        }
    }

    private void line(byte[] bytes, int from, int end, LineHandler handler) {
        int to = end > from && bytes[end - 1] == '\r' ? end - 1 : end;
        if (to - from > LINE_BYTES_MAX) {
            tooLong(handler);
        } else if (to > from) {
            handler.line(bytes, from, to);
            if (gathered != null && gathered.readableBytes() > GATHERED_BYTES_MAX) {
                flush();
            }
        }
    }

    private void tooLong(LineHandler handler) {
        handler.oversizeLine();
        close();
    }

    /** Sends one line; the line end is added. */
    void send(String line) {
        ByteBuf out = begin(line.length() + 1);
        if (out != null) {
            out.writeCharSequence(line, StandardCharsets.UTF_8);
            out.writeByte('\n');
            end();
        }
    }

    /**
     * Where to write lines with their ends, which {@link #end} sends as one.
     *
     * @param expected bytes to come
     * @return null when closed: nothing is sent any more
     */
    @Nullable
    ByteBuf begin(int expected) {
        if (closed) {
            return null;
        }
        ByteBuf buffer = gathered;
        if (buffer == null) {
            buffer = outlet.buffer(expected);
            gathered = buffer;
        }
        return buffer;
    }

    void end() {
        if (!gathering) {
            flush();
        }
    }

    private void flush() {
        ByteBuf out = gathered;
        gathered = null;
        if (out != null) {
            outlet.send(out);
        }
    }

    /** Sends what is waiting, then closes. */
    void close() {
        if (!closed) {
            try {
                flush();
            } finally {
                shut();
            }
        }
    }

    private void shut() {
        if (!closed) {
            gone();
            outlet.close();
        }
    }

    /** The other end has closed: nothing is read or sent any more. */
    void gone() {
        closed = true;
        room.move(kept, 0);
        kept = 0;
        unfinished = NOTHING;
    }

    /** When the last bytes arrived, or none yet, when the connection opened. */
    long receivedNanos() {
        return receivedNanos;
    }
}
