package tech.kwik.core.stream;

import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * Takes the place of the library's class of this name: what has come of a stream and is not read yet. The library's keeps an object for each frame,
 * a hundred bytes or more for one that carries a single byte; this one keeps the bytes, and a bit for each that came before those in front of it. So
 * it takes little more than the stream's window, however the peer cuts that up.
 */
public class ReceiveBufferImpl implements ReceiveBuffer {
    /** More than any window, which is checked before; the handshake's has none, and is checked afterwards. */
    static final int EXTENT_MAX = 1 << 20;

    /** As much is kept while there is nothing to read. */
    private static final int LEAST = 2_048;

    private static final byte[] NONE = new byte[0];

    private static final long UNKNOWN = -1;

    /** A power of two of them; the byte at an offset of the stream stands at the offset modulo that. */
    private byte[] bytes = NONE;
    /** Those beyond {@link #wholeTo} that have come, in the same places. */
    private BitSet came = new BitSet();

    private long readTo;
    private long wholeTo;
    private long cameTo;
    private long end = UNKNOWN;
    private boolean isDiscarded;

    /** @return whether there is more to read than before */
    @Override
    public synchronized boolean add(StreamElement element) {
        long to = element.getUpToOffset();
        if (isDiscarded || to - readTo > EXTENT_MAX) {
            return false;
        }
        if (element.isFinal()) {
            end = to;
        }
        long from = Math.max(element.getOffset(), wholeTo);
        if (from >= to) {
            return false;
        }
        reserve((int) (to - readTo));
        put(element.getStreamData(), (int) (from - element.getOffset()), from, to);
        boolean isAhead = from > wholeTo;
        if (isAhead || cameTo > wholeTo) {
            mark(from, to);
        }
        cameTo = Math.max(cameTo, to);
        if (isAhead) {
            return false;
        }
        wholeTo = to;
        unmarkWhole(from);
        return true;
    }

    private int place(long offset) {
        return (int) (offset & (bytes.length - 1));
    }

    private void put(byte[] data, int start, long from, long to) {
        int count = (int) (to - from);
        int first = Math.min(count, bytes.length - place(from));
        System.arraycopy(data, start, bytes, place(from), first);
        System.arraycopy(data, start + first, bytes, 0, count - first);
    }

    private void mark(long from, long to) {
        int count = (int) (to - from);
        int first = Math.min(count, bytes.length - place(from));
        came.set(place(from), place(from) + first);
        came.set(0, count - first);
    }

    /** From here on bytes came that are marked, or just now. */
    private void unmarkWhole(long from) {
        long at = from;
        while (at < cameTo) {
            int place = place(at);
            int run = Math.min(came.nextClearBit(place), bytes.length) - place;
            if (run == 0) {
                break;
            }
            came.clear(place, place + run);
            at += run;
        }
        wholeTo = Math.max(wholeTo, at);
    }

    private void reserve(int extent) {
        if (extent <= bytes.length) {
            return;
        }
        byte[] before = bytes;
        BitSet cameBefore = came;
        bytes = new byte[Math.max(LEAST, Integer.highestOneBit(extent - 1) << 1)];
        came = new BitSet();
        for (long at = readTo; at < cameTo; at++) {
            int place = (int) (at & (before.length - 1));
            bytes[place(at)] = before[place];
            if (cameBefore.get(place)) {
                came.set(place(at));
            }
        }
    }

    /** @return bytes read, 0 if there are none yet, -1 at the end */
    @Override
    public synchronized int read(ByteBuffer into) {
        if (allRead()) {
            return -1;
        }
        int count = isDiscarded ? 0 : (int) Math.min(into.remaining(), wholeTo - readTo);
        if (count == 0) {
            return 0;
        }
        int first = Math.min(count, bytes.length - place(readTo));
        into.put(bytes, place(readTo), first).put(bytes, 0, count - first);
        readTo += count;
        if (readTo == cameTo && bytes.length > LEAST) {
            bytes = NONE;
            came = new BitSet();
        }
        return count;
    }

    @Override
    public synchronized long bytesAvailable() {
        return wholeTo - readTo;
    }

    @Override
    public synchronized boolean allRead() {
        return end != UNKNOWN && readTo == end;
    }

    @Override
    public synchronized boolean allDataReceived() {
        return end != UNKNOWN && wholeTo == end;
    }

    @Override
    public synchronized long readOffset() {
        return readTo;
    }

    @Override
    public synchronized void discardAllData() {
        isDiscarded = true;
        bytes = NONE;
        came = new BitSet();
    }
}
