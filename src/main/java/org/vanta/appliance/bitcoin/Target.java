package org.vanta.appliance.bitcoin;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.bytes.MalformedBytesException;

/**
 * A proof-of-work target: an unsigned 256-bit number that a hash, read as a little-endian number, must not exceed. Difficulty 1 is
 * {@code 0xffff * 2^208}, as Bitcoin Core and the mining firmware have it.
 */
public final class Target implements Comparable<Target> {
    public static final Target DIFFICULTY_1 =
            new Target(BigInteger.valueOf(0xffff).shiftLeft(208));
    private static final BigInteger MAX = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);

    private final BigInteger value;
    /** Most significant first, each unsigned. */
    private final long w3;

    private final long w2;
    private final long w1;
    private final long w0;

    private Target(BigInteger value) {
        this.value = value;
        this.w3 = value.shiftRight(192).longValue();
        this.w2 = value.shiftRight(128).longValue();
        this.w1 = value.shiftRight(64).longValue();
        this.w0 = value.longValue();
    }

    /**
     * The target of a header's compact form.
     *
     * @throws IllegalArgumentException if it is negative, zero or above 256 bits: no block can have it
     */
    public static Target fromBits(int bits) {
        int exponent = bits >>> 24;
        BigInteger mantissa = BigInteger.valueOf(bits & 0x7fffff);
        BigInteger value =
                exponent <= 3 ? mantissa.shiftRight(8 * (3 - exponent)) : mantissa.shiftLeft(8 * (exponent - 3));
        if ((bits & 0x800000) != 0 || value.signum() == 0 || value.bitLength() > 256) {
            throw new IllegalArgumentException("compact target " + Hex.encodeInt(bits) + " is out of range");
        }
        return new Target(value);
    }

    /**
     * Reads up to 64 hex digits, most significant first.
     *
     * @throws MalformedBytesException if it is anything else or zero
     */
    public static Target parse(String hex) {
        BigInteger value = BigInteger.ZERO;
        if (!hex.isEmpty() && hex.length() <= 2 * Hash256.BYTES) {
            value = new BigInteger(1, Hex.decode("0".repeat(2 * Hash256.BYTES - hex.length()) + hex));
        }
        if (value.signum() == 0) {
            throw new MalformedBytesException("a target has 1 to 64 hex digits and is above 0");
        }
        return new Target(value);
    }

    /** The target of a difficulty: {@code DIFFICULTY_1 / difficulty} rounded down, exactly, within 1 to 2^256 - 1. */
    public static Target fromDifficulty(double difficulty) {
        if (!(difficulty > 0) || Double.isInfinite(difficulty)) {
            throw new IllegalArgumentException("difficulty must be above 0, got " + difficulty);
        }
        BigInteger value = new BigDecimal(DIFFICULTY_1.value)
                .divideToIntegralValue(new BigDecimal(difficulty))
                .toBigInteger();
        return new Target(value.min(MAX).max(BigInteger.ONE));
    }

    /** The compact form, rounded down as Bitcoin Core does. */
    public int toBits() {
        int size = (value.bitLength() + 7) / 8;
        int mantissa = size <= 3
                ? value.intValue() << 8 * (3 - size)
                : value.shiftRight(8 * (size - 3)).intValue();
        if ((mantissa & 0x800000) != 0) {
            mantissa >>>= 8;
            size++;
        }
        return mantissa | size << 24;
    }

    /** Difficulty for people and for Stratum; never used to decide about a block. */
    public double difficulty() {
        return new BigDecimal(DIFFICULTY_1.value)
                .divide(new BigDecimal(value), MathContext.DECIMAL64)
                .doubleValue();
    }

    /** The difficulty a hash reached: {@code DIFFICULTY_1 / hash}. */
    public static double difficultyOf(byte[] hash, int offset) {
        double number = 0;
        for (int i = Hash256.BYTES - 1; i >= 0; i--) {
            number = number * 256 + (hash[offset + i] & 0xff);
        }
        return number == 0 ? Double.MAX_VALUE : 0xffff * 0x1p208 / number;
    }

    public boolean isMetBy(Hash256 hash) {
        return isMetBy(hash.toBytes(), 0);
    }

    /** Whether the 32-byte hash at {@code offset}, in internal order, is at most this target. */
    public boolean isMetBy(byte[] hash, int offset) {
        int order = Long.compareUnsigned(littleEndian(hash, offset + 24), w3);
        if (order == 0) {
            order = Long.compareUnsigned(littleEndian(hash, offset + 16), w2);
        }
        if (order == 0) {
            order = Long.compareUnsigned(littleEndian(hash, offset + 8), w1);
        }
        if (order == 0) {
            order = Long.compareUnsigned(littleEndian(hash, offset), w0);
        }
        return order <= 0;
    }

    private static long littleEndian(byte[] bytes, int offset) {
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | (bytes[offset + i] & 0xff);
        }
        return value;
    }

    /** Expected hashes to meet this target: {@code 2^256 / (target + 1)}, what chain work is summed from. */
    public BigInteger work() {
        return BigInteger.ONE.shiftLeft(256).divide(value.add(BigInteger.ONE));
    }

    @Override
    public int compareTo(Target other) {
        return value.compareTo(other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Target that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** 64 hex digits, most significant first, as {@code getblocktemplate} writes it. */
    @Override
    public String toString() {
        String hex = value.toString(16);
        return "0".repeat(64 - hex.length()) + hex;
    }
}
