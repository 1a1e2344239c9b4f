package org.vanta.appliance.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * 32 bytes: a hash, a commitment, a nullifier, a key. Immutable. The bytes are kept in the order in which they are hashed and sent
 * ("internal order"). Block hashes and transaction ids are shown to people reversed, as Bitcoin does: {@link #displayHex()} and
 * {@link #fromDisplayHex(String)} are for those; everything of the shielded layer is shown as it stands: {@link #hex()}.
 */
public final class Hash256 implements Comparable<Hash256> {
    public static final int BYTES = 32;
    public static final Hash256 ZERO = new Hash256(new byte[BYTES]);

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;

    private Hash256(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy of 32 bytes in internal order. */
    public static Hash256 of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    /** A copy of {@code bytes[offset, offset + length)}, which must be 32 bytes in internal order. */
    public static Hash256 of(byte[] bytes, int offset, int length) {
        if (length != BYTES) {
            throw new MalformedBytesException("expected 32 bytes, got " + length);
        }
        return new Hash256(Arrays.copyOfRange(bytes, offset, offset + BYTES));
    }

    /** Takes ownership of an array the caller will not touch again. */
    static Hash256 owning(byte[] bytes) {
        return new Hash256(bytes);
    }

    /** Reads 64 hex digits in internal order. */
    public static Hash256 fromHex(String hex) {
        return new Hash256(Hex.decode(hex, BYTES));
    }

    /** Reads 64 hex digits in display order (reversed), as the node's RPC writes block hashes and transaction ids. */
    public static Hash256 fromDisplayHex(String hex) {
        return new Hash256(reversed(Hex.decode(hex, BYTES)));
    }

    /** A copy of the bytes in internal order. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Copies the 32 bytes in internal order to {@code destination} at {@code offset}. */
    public void copyTo(byte[] destination, int offset) {
        System.arraycopy(bytes, 0, destination, offset, BYTES);
    }

    /** Byte {@code index} of the internal order, 0 to 255. */
    public int byteAt(int index) {
        return bytes[index] & 0xff;
    }

    public String hex() {
        return Hex.encode(bytes);
    }

    public String displayHex() {
        return Hex.encode(reversed(bytes));
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] out = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            out[i] = bytes[BYTES - 1 - i];
        }
        return out;
    }

    /** Lexicographic order of the internal bytes, unsigned. */
    @Override
    public int compareTo(Hash256 other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash256 that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return (int) INT.get(bytes, 0) ^ (int) INT.get(bytes, 16);
    }

    /** The internal order in hex. */
    @Override
    public String toString() {
        return hex();
    }
}
