package org.vanta.appliance.share;

import org.vanta.appliance.bitcoin.BlockHeader;
import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;

/**
 * Rebuilds the header a miner hashed and hashes it: coinbase, merkle root, header. Works in its own buffers, for one thread; each hash
 * overwrites the one before.
 */
final class HeaderHasher {
    private static final int PREVIOUS_HASH_AT = 4;
    private static final int MERKLE_ROOT_AT = 36;
    private static final int TIME_AT = 68;
    private static final int BITS_AT = 72;
    private static final int NONCE_AT = 76;

    private final Sha256 sha = new Sha256();
    private final byte[] pair = new byte[2 * Hash256.BYTES];
    private final byte[] header = new byte[BlockHeader.BYTES];
    private final byte[] hash = new byte[Hash256.BYTES];

    /** The header's hash, valid until the next call. */
    byte[] hash(
            int version,
            Hash256 previousHash,
            byte[] coinbase,
            Iterable<Hash256> merkleBranch,
            int time,
            int bits,
            int nonce) {
        sha.update(coinbase).finishTwice(pair, 0);
        for (Hash256 sibling : merkleBranch) {
            sibling.copyTo(pair, Hash256.BYTES);
            sha.update(pair).finishTwice(pair, 0);
        }
        putLittleEndian(0, version);
        previousHash.copyTo(header, PREVIOUS_HASH_AT);
        System.arraycopy(pair, 0, header, MERKLE_ROOT_AT, Hash256.BYTES);
        putLittleEndian(TIME_AT, time);
        putLittleEndian(BITS_AT, bits);
        putLittleEndian(NONCE_AT, nonce);
        sha.update(header).finishTwice(hash, 0);
        return hash;
    }

    /** The header last hashed. */
    BlockHeader header() {
        return BlockHeader.read(new ByteReader(header));
    }

    private void putLittleEndian(int at, int value) {
        header[at] = (byte) value;
        header[at + 1] = (byte) (value >>> 8);
        header[at + 2] = (byte) (value >>> 16);
        header[at + 3] = (byte) (value >>> 24);
    }
}
