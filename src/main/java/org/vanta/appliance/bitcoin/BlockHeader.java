package org.vanta.appliance.bitcoin;

import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;

/**
 * The 80-byte block header, all integers little-endian on the wire.
 *
 * @param time seconds since 1970, unsigned 32 bits
 * @param bits compact target, see {@link Target#fromBits(int)}
 */
public record BlockHeader(int version, Hash256 previousHash, Hash256 merkleRoot, int time, int bits, int nonce) {
    public static final int BYTES = 80;

    public static BlockHeader read(ByteReader in) {
        return new BlockHeader(in.i32(), in.hash256(), in.hash256(), in.i32(), in.i32(), in.i32());
    }

    public byte[] toBytes() {
        ByteWriter out = new ByteWriter(BYTES);
        return out.i32(version)
                .hash256(previousHash)
                .hash256(merkleRoot)
                .i32(time)
                .i32(bits)
                .i32(nonce)
                .toBytes();
    }

    /** The block hash: double SHA-256 of the 80 bytes. */
    public Hash256 hash() {
        return Sha256.twice(toBytes());
    }

    public Target target() {
        return Target.fromBits(bits);
    }
}
