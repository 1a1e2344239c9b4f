package org.vanta.appliance.gossip.core;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;

/**
 * Reads postcard 1.x, the format of iroh's frames: integers of more than a byte as LEB128, strings and sequences behind their length. Stricter
 * than postcard itself: one value has one encoding, a length is held against what is left before anything is allocated, and nothing may
 * follow. What does not fit is {@link MalformedBytesException}.
 */
public final class PostcardReader {
    private static final int LEB128_BYTES_MAX = 5;

    private final byte[] bytes;
    private int position;

    public PostcardReader(byte[] bytes) {
        this.bytes = bytes;
    }

    public int remaining() {
        return bytes.length - position;
    }

    private int take(int count) {
        if (count > remaining()) {
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

    public boolean bool() {
        int value = u8();
        if (value > 1) {
            throw new MalformedBytesException("a truth value or option begins with 0 or 1, got " + value);
        }
        return value == 1;
    }

    /** The tag before an optional value: whether it is there. */
    public boolean option() {
        return bool();
    }

    public int u16() {
        return (int) varint(0xffff);
    }

    /** The number of an enum's variant. */
    public long variant() {
        return varint(0xffff_ffffL);
    }

    private long varint(long max) {
        long value = 0;
        for (int i = 0; i < LEB128_BYTES_MAX; i++) {
            int next = u8();
            value |= (long) (next & 0x7f) << 7 * i;
            if (next < 0x80) {
                if (next == 0 && i > 0) {
                    throw new MalformedBytesException("integer is not in its shortest form");
                }
                if (value > max) {
                    throw new MalformedBytesException("integer " + value + " is above " + max);
                }
                return value;
            }
        }
        throw new MalformedBytesException("integer has more than " + LEB128_BYTES_MAX + " bytes");
    }

    /** The length of a sequence of at most {@code max} elements, each of at least {@code elementBytesMin} bytes. */
    public int length(int max, int elementBytesMin) {
        int length = (int) varint(max);
        if (length > remaining() / elementBytesMin) {
            throw new MalformedBytesException(
                    "announces " + length + " elements where only " + remaining() + " bytes are left");
        }
        return length;
    }

    public byte[] bytes(int count) {
        int at = take(count);
        return Arrays.copyOfRange(bytes, at, at + count);
    }

    public byte[] byteString(int max) {
        return bytes(length(max, 1));
    }

    /** UTF-8 of at most {@code max} bytes. */
    public String string(int max) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(byteString(max)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedBytesException("text is not UTF-8", e);
        }
    }

    public Hash256 hash256() {
        return Hash256.of(bytes, take(Hash256.BYTES), Hash256.BYTES);
    }

    /** @throws MalformedBytesException if anything is left */
    public void expectEnd() {
        if (remaining() != 0) {
            throw new MalformedBytesException(remaining() + " bytes too many after offset " + position);
        }
    }
}
