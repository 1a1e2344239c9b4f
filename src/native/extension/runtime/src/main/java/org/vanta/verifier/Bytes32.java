package org.vanta.verifier;

import java.util.Arrays;
import java.util.HexFormat;

/** Thirty-two bytes as a value: a root, commitment or nullifier. */
public final class Bytes32 {
    /** Length in bytes. */
    public static final int LENGTH = 32;

    private final byte[] bytes;

    private Bytes32(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Copies 32 bytes out of an array.
     *
     * @param source the array
     * @param offset where the 32 bytes begin
     */
    public static Bytes32 copyOf(byte[] source, int offset) {
        return new Bytes32(Arrays.copyOfRange(source, offset, offset + LENGTH));
    }

    /** A copy of the bytes, in the order of the journal. */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes32 that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Lower-case hex. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
