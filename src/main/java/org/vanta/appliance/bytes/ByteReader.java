package org.vanta.appliance.bytes;

import java.util.Arrays;

/** Reads Bitcoin's wire format: little-endian integers, CompactSize, byte strings. Running over the end is {@link MalformedBytesException}. */
public final class ByteReader {
    private final byte[] bytes;
    private int position;

    public ByteReader(byte[] bytes) {
        this.bytes = bytes;
    }

    public int remaining() {
        return bytes.length - position;
    }

    private int take(int count) {
        if (count < 0 || count > remaining()) {
            throw new MalformedBytesException(
                    "needs " + count + " bytes at offset " + position + ", only " + remaining() + " left");
        }
        int at = position;
        position += count;
        return at;
    }

    /** One byte, 0 to 255. */
    public int u8() {
        return bytes[take(1)] & 0xff;
    }

    public int u16() {
        int at = take(2);
        return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
    }

    /** 32 bits as they are; widen with {@link Integer#toUnsignedLong} where the field is unsigned. */
    public int i32() {
        int at = take(4);
        return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16 | bytes[at + 3] << 24;
    }

    public long u32() {
        return Integer.toUnsignedLong(i32());
    }

    public long i64() {
        long low = u32();
        return low | u32() << 32;
    }

    /** Bitcoin's CompactSize, canonical encodings only, at most {@code max}. */
    public int compactSize(int max) {
        int first = u8();
        long value = switch (first) {
            case 0xfd -> minimum(u16(), 0xfd);
            case 0xfe -> minimum(u32(), 0x1_0000);
            case 0xff -> minimum(i64(), 0x1_0000_0000L);
            default -> first;
        };
        if (value < 0 || value > max) {
            throw new MalformedBytesException("length " + Long.toUnsignedString(value) + " is above the limit " + max);
        }
        return (int) value;
    }

    private static long minimum(long value, long least) {
        if (value >= 0 && value < least) {
            throw new MalformedBytesException("CompactSize is not canonical");
        }
        return value;
    }

    public byte[] bytes(int count) {
        int at = take(count);
        return Arrays.copyOfRange(bytes, at, at + count);
    }

    public Hash256 hash256() {
        return Hash256.owning(bytes(Hash256.BYTES));
    }

    /** A byte string with its CompactSize length in front. */
    public byte[] lengthPrefixed(int max) {
        return bytes(compactSize(max));
    }

    /** @throws MalformedBytesException if anything is left */
    public void expectEnd() {
        if (remaining() != 0) {
            throw new MalformedBytesException(remaining() + " bytes too many after offset " + position);
        }
    }
}
