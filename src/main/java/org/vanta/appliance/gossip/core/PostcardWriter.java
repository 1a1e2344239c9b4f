package org.vanta.appliance.gossip.core;

import java.nio.charset.StandardCharsets;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;

/** Writes postcard 1.x as {@link PostcardReader} reads it. */
public final class PostcardWriter {
    private final ByteWriter out;

    /** @param expected bytes to make room for; grows as needed */
    public PostcardWriter(int expected) {
        out = new ByteWriter(expected);
    }

    public PostcardWriter u8(int value) {
        out.u8(value);
        return this;
    }

    public PostcardWriter bool(boolean value) {
        return u8(value ? 1 : 0);
    }

    /** The tag before an optional value: whether it follows. */
    public PostcardWriter option(boolean present) {
        return bool(present);
    }

    /** A u16, a length or a variant's number. */
    public PostcardWriter varint(int value) {
        int rest = value;
        while (rest >>> 7 != 0) {
            out.u8(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.u8(rest);
        return this;
    }

    public PostcardWriter bytes(byte[] value) {
        out.bytes(value);
        return this;
    }

    public PostcardWriter byteString(byte[] value) {
        return varint(value.length).bytes(value);
    }

    public PostcardWriter string(String value) {
        return byteString(value.getBytes(StandardCharsets.UTF_8));
    }

    public PostcardWriter hash256(Hash256 value) {
        out.hash256(value);
        return this;
    }

    public byte[] toBytes() {
        return out.toBytes();
    }
}
