package org.vanta.appliance.bitcoin;

import org.vanta.appliance.bytes.ByteWriter;

/** The few script encodings that mining needs. */
public final class Script {
    public static final int OP_2 = 0x52;
    public static final int OP_RETURN = 0x6a;
    private static final int OP_1_MINUS_1 = 0x50;

    /** Longest byte string with a one-byte length in front. */
    public static final int SHORT_PUSH_MAX = 75;

    private Script() {}

    /** A direct push of at most {@value #SHORT_PUSH_MAX} bytes. */
    public static byte[] push(byte[] data) {
        if (data.length > SHORT_PUSH_MAX) {
            throw new IllegalArgumentException("push of " + data.length + " bytes, at most " + SHORT_PUSH_MAX);
        }
        return new ByteWriter(1 + data.length).u8(data.length).bytes(data).toBytes();
    }

    /**
     * A block height as a coinbase begins with it (BIP 34): OP_0 and OP_1 to OP_16 for small ones, else a minimal little-endian push.
     */
    public static byte[] height(int height) {
        if (height < 0) {
            throw new IllegalArgumentException("height " + height);
        }
        if (height == 0) {
            return new byte[] {0};
        }
        if (height <= 16) {
            return new byte[] {(byte) (OP_1_MINUS_1 + height)};
        }
        ByteWriter number = new ByteWriter(5);
        int rest = height;
        while (rest != 0) {
            number.u8(rest);
            rest >>>= 8;
        }
        byte[] digits = number.toBytes();
        boolean looksNegative = digits[digits.length - 1] < 0;
        return push(looksNegative ? number.u8(0).toBytes() : digits);
    }
}
