package org.vanta.appliance.note;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;

/**
 * Who owns a note: an X25519 public key (RFC 7748), 32 bytes, the u coordinate in little-endian order. People read and write it as 64 hex
 * digits; it is what {@code SHIELDED_PUBKEY} and a miner's user name hold. The points of small order are no key of anyone and are refused in
 * every encoding, since each envelope sealed to them could be opened by all.
 */
public record OwnerKey(Hash256 value) {
    /** The u coordinates of small order below 2^255, little-endian: 0, 1, two of order 8, and p - 1, p, p + 1 (RFC 7748 section 6.1). */
    private static final Set<Hash256> SMALL_ORDER = Stream.of(
                    "0000000000000000000000000000000000000000000000000000000000000000",
                    "0100000000000000000000000000000000000000000000000000000000000000",
                    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")
            .map(Hash256::fromHex)
            .collect(Collectors.toUnmodifiableSet());

    /** @throws MalformedBytesException if {@code value} is a point of small order */
    public OwnerKey {
        if (SMALL_ORDER.contains(withoutTopBit(value))) {
            throw new MalformedBytesException("owner key " + value.hex()
                    + " is an X25519 point of small order, which no wallet owns; make one with 'vanta keygen'");
        }
    }

    /**
     * Reads 64 hex digits.
     *
     * @throws MalformedBytesException naming what is wrong and how to make a key
     */
    public static OwnerKey parse(String hex64) {
        Hash256 value;
        try {
            value = Hash256.fromHex(hex64);
        } catch (MalformedBytesException e) {
            throw new MalformedBytesException(
                    "an owner key is 64 hex digits (make one with 'vanta keygen'): " + e.getMessage(), e);
        }
        return new OwnerKey(value);
    }

    /** 64 lower-case hex digits. */
    public String hex() {
        return value.hex();
    }

    /** The key as hex. */
    @Override
    public String toString() {
        return hex();
    }

    /** X25519 ignores the top bit, so both encodings name one point. */
    private static Hash256 withoutTopBit(Hash256 value) {
        if (value.byteAt(Hash256.BYTES - 1) < 0x80) {
            return value;
        }
        byte[] bytes = value.toBytes();
        bytes[Hash256.BYTES - 1] &= 0x7f;
        return Hash256.of(bytes);
    }
}
