package org.vanta.appliance.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.bytes.Sha256;

/**
 * Reads a journal from its beginning. A frame is {@code mark 8 || length u32 LE || sequence u64 LE || entry || digest 32}; the length is that of
 * sequence and entry. Where a frame is not what was written, the reading goes on at the next mark that begins a good one, and the damage is named.
 */
final class JournalScan {
    static final byte[] MARK = {(byte) 0xd1, 'v', 'n', 't', (byte) 0xa7, 'f', 'r', (byte) 0x0a};
    static final int HEAD_BYTES = 12;
    private static final int LENGTH_MAX = 100_000_000;
    private static final int WINDOW = 1 << 20;

    private final FileChannel file;
    private final long size;
    private final JournalHeader header;
    private final Consumer<JournalEntry> visitor;
    private final List<String> damage = new ArrayList<>();
    private final Sha256 digests = new Sha256();
    private byte[] window = new byte[0];
    private long windowStart;
    private long sequence;
    private long goodEnd = JournalHeader.BYTES;
    private boolean ended;

    private JournalScan(FileChannel file, JournalHeader header, Consumer<JournalEntry> visitor) throws IOException {
        this.file = file;
        this.size = file.size();
        this.header = header;
        this.visitor = visitor;
    }

    /**
     * @param goodEnd where the last good frame ends
     * @param sequence of the next frame
     * @param damage what is not as it was written, in words; an unfinished frame at the end is none
     * @param complete whether it ends as an export does
     */
    record Outcome(JournalHeader header, long goodEnd, long sequence, List<String> damage, boolean complete) {}

    static Outcome read(FileChannel file, Consumer<JournalEntry> visitor) throws IOException {
        byte[] head = readAt(file, 0, (int) Math.min(JournalHeader.BYTES, file.size()));
        JournalHeader header = JournalHeader.parse(head).orElse(null);
        if (header == null) {
            return new Outcome(JournalHeader.draw(), 0, 0, List.of("its beginning is not that of a journal"), false);
        }
        JournalScan scan = new JournalScan(file, header, visitor);
        if (!Arrays.equals(head, header.toBytes())) {
            scan.damage.add("one of the two copies of its header is bad");
        }
        scan.frames();
        return new Outcome(header, scan.goodEnd, scan.sequence, List.copyOf(scan.damage), scan.ended);
    }

    private void frames() throws IOException {
        long at = JournalHeader.BYTES;
        boolean lost = false;
        while (at < size) {
            long end = frame(at);
            if (end > 0) {
                lost = false;
                goodEnd = end;
                at = end;
                continue;
            }
            if (!lost && !isUnfinished(at)) {
                lost = true;
                damage.add("the frame at byte " + at + " is not what was written");
            }
            at = nextMark(at + 1);
        }
    }

    /** A frame whose writing was cut short: nothing good can follow it, so whether it is the last tells {@link #nextMark}. */
    private boolean isUnfinished(long at) throws IOException {
        long left = size - at;
        boolean markedSo = left < MARK.length || Arrays.equals(bytes(at, MARK.length), MARK);
        boolean cut = left < HEAD_BYTES || at + HEAD_BYTES + length(at) + Hash256.BYTES > size;
        return markedSo && cut && nextMark(at + 1) >= size;
    }

    /** The end of a good frame, or -1. */
    private long frame(long at) throws IOException {
        if (size - at < HEAD_BYTES || !Arrays.equals(bytes(at, MARK.length), MARK)) {
            return -1;
        }
        long length = length(at);
        if (length < Long.BYTES || length > LENGTH_MAX || at + HEAD_BYTES + length + Hash256.BYTES > size) {
            return -1;
        }
        byte[] body = bytes(at + HEAD_BYTES, (int) length);
        byte[] digest = bytes(at + HEAD_BYTES + length, Hash256.BYTES);
        if (!Arrays.equals(header.frameDigest(body).toBytes(), digest)) {
            return -1;
        }
        long number = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (number < sequence) {
            return -1;
        }
        if (number > sequence && damage.isEmpty()) {
            damage.add("frames " + sequence + " to " + (number - 1) + " are missing");
        }
        accept(number, Arrays.copyOfRange(body, Long.BYTES, body.length), digest);
        return at + HEAD_BYTES + length + Hash256.BYTES;
    }

    private void accept(long number, byte[] entryBytes, byte[] digest) {
        ended = false;
        try {
            JournalEntry entry = JournalCodec.decode(entryBytes);
            if (entry instanceof JournalEntry.End(long entries, Hash256 all)) {
                byte[] seen = new byte[Hash256.BYTES];
                digests.finish(seen, 0);
                ended = entries == number && Hash256.of(seen).equals(all) && damage.isEmpty();
            } else {
                digests.update(digest);
                visitor.accept(entry);
            }
        } catch (MalformedBytesException e) {
            damage.add("frame " + number + " can't be read: " + e.getMessage());
        }
        sequence = number + 1;
    }

    private long length(long at) throws IOException {
        return Integer.toUnsignedLong(ByteBuffer.wrap(bytes(at + MARK.length, Integer.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt());
    }

    private long nextMark(long from) throws IOException {
        for (long at = from; at + MARK.length <= size; at++) {
            int offset = cover(at, MARK.length);
            if (Arrays.equals(window, offset, offset + MARK.length, MARK, 0, MARK.length)) {
                return at;
            }
        }
        return size;
    }

    private byte[] bytes(long at, int count) throws IOException {
        if (count > WINDOW / 2) {
            return readAt(file, at, count);
        }
        int offset = cover(at, count);
        return Arrays.copyOfRange(window, offset, offset + count);
    }

    private int cover(long at, int count) throws IOException {
        if (at < windowStart || at + count > windowStart + window.length) {
            window = readAt(file, at, (int) Math.min(WINDOW, size - at));
            windowStart = at;
        }
        return (int) (at - windowStart);
    }

    private static byte[] readAt(FileChannel file, long at, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, at + buffer.position()) < 0) {
                throw new IOException("the file ends at byte " + (at + buffer.position()) + " while it is read");
            }
        }
        return buffer.array();
    }
}
