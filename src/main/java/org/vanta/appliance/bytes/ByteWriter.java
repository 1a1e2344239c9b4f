package org.vanta.appliance.bytes;

import java.util.Arrays;

/** Writes Bitcoin's wire format: little-endian integers, CompactSize, byte strings. Grows as needed. */
public final class ByteWriter {
    private byte[] bytes;
    private int length;

    public ByteWriter() {
        this(256);
    }

    public ByteWriter(int expected) {
        bytes = new byte[expected];
    }

    private int room(int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
        }
        int at = length;
        length += count;
        return at;
    }

    public int length() {
        return length;
    }

    public ByteWriter u8(int value) {
        int at = room(1);
        bytes[at] = (byte) value;
        return this;
    }

    public ByteWriter u16(int value) {
        return u8(value).u8(value >>> 8);
    }

    public ByteWriter i32(int value) {
        return u16(value).u16(value >>> 16);
    }

    public ByteWriter i64(long value) {
        return i32((int) value).i32((int) (value >>> 32));
    }

    public ByteWriter compactSize(int value) {
        if (value < 0xfd) {
            return u8(value);
        }
        return value < 0x1_0000 ? u8(0xfd).u16(value) : u8(0xfe).i32(value);
    }

    public ByteWriter bytes(byte[] value) {
        int at = room(value.length);
        System.arraycopy(value, 0, bytes, at, value.length);
        return this;
    }

    public ByteWriter hash256(Hash256 value) {
        int at = room(Hash256.BYTES);
        value.copyTo(bytes, at);
        return this;
    }

    public ByteWriter lengthPrefixed(byte[] value) {
        return compactSize(value.length).bytes(value);
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }
}
