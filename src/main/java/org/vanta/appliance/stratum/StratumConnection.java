package org.vanta.appliance.stratum;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a miner sends into lines and sends lines back, in order. Knows neither sockets nor methods. The first line of a received chunk is handled at
 * once, each other one in its {@linkplain Turns turn}. What one chunk leads to goes out as one write, or where it is much as several, each of which ends
 * with all that one line led to. For one thread.
 */
final class StratumConnection implements Turns.Talker {
    /** Longest line understood, without its end. The longest known firmware buffer is as large; ckpool understands 1 KiB. */
    static final int LINE_BYTES_MAX = 16 * 1024;

    /** More than this does not wait for the rest of its chunk: the answers to the shortest lines are four times as long. */
    static final int GATHERED_BYTES_MAX = 8 * 1024;

    private static final byte[] NOTHING = {};
    private static final int NONE = -1;

    /** What is done with each line; the bytes are {@code [from, to)} of the array, valid during the call. */
    interface LineHandler {
        void line(byte[] bytes, int from, int to);

        /** A line grew beyond {@link #LINE_BYTES_MAX}; the connection closes after this. */
        void oversizeLine();
    }

    private static final LineHandler NOBODY = new LineHandler() {
        @Override
        public void line(byte[] bytes, int from, int to) {}

        @Override
        public void oversizeLine() {}
    };

    /** Where the bytes go. */
    interface Outlet {
        /** An empty buffer with room for so many bytes; it grows. */
        ByteBuf buffer(int bytes);

        /** Sends the bytes and takes the buffer over; may {@linkplain StratumConnection#close close} the connection. */
        void send(ByteBuf bytes);

        /** Whether more is to be received; if not, what is on its way already may still come. */
        void read(boolean on);

        /** Something of ours went wrong with what was received: closes. */
        void failed(Throwable fault);

        /** Closes; what was sent before still goes out. */
        void close();
    }

    private final Outlet outlet;
    private final LongSupplier nanos;
    private LineRoom room;
    private Turns turns;
    private final Chatter chatter;
    /** Of what was received last. */
    private LineHandler handler = NOBODY;
    /** What was received, from {@link #from} on not yet handled. */
    private byte[] received = NOTHING;

    private int from;
    /** Where the first line not yet handled ends, or {@link #NONE}. */
    private int end = NONE;
    /** Bytes of {@link #received} that have their place in {@link #room}. */
    private int kept;

    private @Nullable ByteBuf gathered;
    /** A line is being handled. */
    private boolean handling;
    /** Has a place among {@link #turns}. */
    private boolean waits;
    /** Does not receive more before its turns are over. */
    private boolean paused;

    private long receivedNanos;
    /** Nobody is there who would read. */
    private boolean mute;

    private boolean closed;

    /**
     * @param nanos a clock that is never set
     * @param room for what was received and not yet handled, shared with others; where there is none left nothing waits for its turn, and what has no
     *     line end, or is more chatter than may be, closes the connection
     * @param turns shared with others of the same thread
     */
    StratumConnection(Outlet outlet, LongSupplier nanos, LineRoom room, Turns turns) {
        this.outlet = outlet;
        this.nanos = nanos;
        this.room = room;
        this.turns = turns;
        this.receivedNanos = nanos.getAsLong();
        this.chatter = new Chatter(receivedNanos);
    }

    /** Reads all of {@code chunk} and gives each line in it to {@code lines}, now or in its turn. */
    void receive(ByteBuf chunk, LineHandler lines) {
        if (closed) {
            return;
        }
        receivedNanos = nanos.getAsLong();
        handler = lines;
        boolean behind = end != NONE;
        join(chunk);
        if (!behind && end != NONE && chatter.isBearable(receivedNanos)) {
            handleOne();
        }
        waitOrHandle();
        if (behind && end != NONE) {
            pause();
        }
    }

    @Override
    public boolean turn() {
        if (end == NONE) {
            // It was handled otherwise meanwhile.
            waits = false;
            return false;
        }
        if (!chatter.isBearable(receivedNanos) && !chatter.isBearable(nanos.getAsLong())) {
            turns.rest(this);
            return false;
        }
        handleOne();
        if (end != NONE) {
            return true;
        }
        waits = false;
        settle();
        return false;
    }

    /** The line at hand counts as chatter: beyond its bound the next ones wait. */
    void chatters() {
        chatter.line(receivedNanos);
    }

    /** The line at hand, which was counted as chatter, brought a share. */
    void broughtShare() {
        chatter.broughtShare();
    }

    @Override
    public void failed(Throwable fault) {
        outlet.failed(fault);
    }

    private void join(ByteBuf chunk) {
        int before = received.length - from;
        byte[] all = new byte[before + chunk.readableBytes()];
        System.arraycopy(received, from, all, 0, before);
        chunk.readBytes(all, before, all.length - before);
        end = end == NONE ? lineEnd(all, before) : end - from;
        received = all;
        from = 0;
    }

    private static int lineEnd(byte[] bytes, int from) {
        for (int at = from; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                return at;
            }
        }
        return NONE;
    }

    /** There is no room to wait in; who chatters beyond its bound has to go then. */
    private void handleAtOnce() {
        while (end != NONE && chatter.isBearable(receivedNanos)) {
            handleOne();
        }
        if (end == NONE) {
            settle();
        } else {
            close();
        }
    }

    private void handleOne() {
        byte[] bytes = received;
        int begin = from;
        int stop = end;
        from = stop + 1;
        end = lineEnd(bytes, from);
        handling = true;
        try {
            line(bytes, begin, stop);
        } finally {
            handling = false;
        }
    }

    private void line(byte[] bytes, int begin, int stop) {
        int to = stop > begin && bytes[stop - 1] == '\r' ? stop - 1 : stop;
        if (to - begin > LINE_BYTES_MAX) {
            tooLong();
        } else if (to > begin) {
            handler.line(bytes, begin, to);
            if (gathered != null && gathered.readableBytes() > GATHERED_BYTES_MAX) {
                flush();
            }
        }
    }

    /** What came is handled but for a line without an end. */
    private void settle() {
        flush();
        if (closed) {
            return;
        }
        if (received.length - from > LINE_BYTES_MAX) {
            tooLong();
        } else if (!keep()) {
            close();
        } else if (paused) {
            paused = false;
            outlet.read(true);
        }
    }

    private void pause() {
        if (!paused) {
            paused = true;
            outlet.read(false);
        }
    }

    /** Takes the room for what is left; false if there is none. */
    private boolean keep() {
        if (end == NONE && from > 0) {
            received = from == received.length ? NOTHING : Arrays.copyOfRange(received, from, received.length);
            from = 0;
        }
        boolean hasRoom = room.move(kept, received.length);
        if (hasRoom) {
            kept = received.length;
        }
        return hasRoom;
    }

    private void tooLong() {
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
        if (closed || mute) {
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
        if (!handling) {
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

    /** What waits has no place with the other connections of this thread any more, and none elsewhere before {@link #arrive}. */
    void leave() {
        if (waits) {
            turns.remove(this);
            waits = false;
        }
        room.move(kept, 0);
        kept = 0;
    }

    /** Goes on, on another thread; {@code room} and {@code turns} are shared with others there. */
    void arrive(LineRoom room, Turns turns) {
        this.room = room;
        this.turns = turns;
        if (!closed) {
            waitOrHandle();
        }
    }

    private void waitOrHandle() {
        if (end == NONE) {
            settle();
        } else if (!keep()) {
            handleAtOnce();
        } else if (!waits) {
            waits = true;
            turns.add(this);
        }
    }

    /** Handles what waits for its turn. */
    void finish() {
        while (!handling && end != NONE) {
            handleOne();
        }
    }

    /** Sends what is waiting, then closes; what waits for its turn is not handled any more. */
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
            forget();
            outlet.close();
        }
    }

    /** The other end has closed: what it said before is handled, but nothing is sent any more. */
    void gone() {
        mute = true;
        ByteBuf unsent = gathered;
        gathered = null;
        if (unsent != null) {
            unsent.release();
        }
        try {
            finish();
        } finally {
            forget();
        }
    }

    private void forget() {
        closed = true;
        room.move(kept, 0);
        kept = 0;
        received = NOTHING;
        from = 0;
        end = NONE;
    }

    /** When the last bytes arrived, or none yet, when the connection opened. */
    long receivedNanos() {
        return receivedNanos;
    }
}
