package org.vanta.appliance.miner;

import java.util.List;
import org.vanta.appliance.bitcoin.BlockHeader;
import org.vanta.appliance.bitcoin.MerkleTree;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.bytes.Sha256;

/**
 * One {@code mining.notify} as it concerns one connection.
 *
 * @param coinbaseHead up to the extranonce
 * @param coinbaseTail after it
 * @param extranonce2Bytes how much of the extranonce is ours to roll
 * @param target what a share's hash must not exceed
 */
record MinerWork(
        String jobId,
        Hash256 previousHash,
        byte[] coinbaseHead,
        byte[] extranonce1,
        int extranonce2Bytes,
        byte[] coinbaseTail,
        List<Hash256> merkleBranch,
        int version,
        int bits,
        int ntime,
        Target target) {

    /** The header for one extranonce2, its nonce 0. */
    BlockHeader header(byte[] extranonce2) {
        byte[] coinbase = new ByteWriter(
                        coinbaseHead.length + extranonce1.length + extranonce2.length + coinbaseTail.length)
                .bytes(coinbaseHead)
                .bytes(extranonce1)
                .bytes(extranonce2)
                .bytes(coinbaseTail)
                .toBytes();
        Hash256 root = MerkleTree.rootOfFirst(Sha256.twice(coinbase), merkleBranch);
        return new BlockHeader(version, previousHash, root, ntime, bits, 0);
    }

    /** The extranonce2 of a counter, least significant byte first. */
    byte[] extranonce2(long counter) {
        byte[] bytes = new byte[extranonce2Bytes];
        for (int i = 0; i < Math.min(bytes.length, Long.BYTES); i++) {
            bytes[i] = (byte) (counter >>> 8 * i);
        }
        return bytes;
    }

    /** Undoes Stratum's word-wise writing of the previous hash. */
    static Hash256 previousHash(String wordSwapped) {
        byte[] bytes = Hex.decode(wordSwapped, Hash256.BYTES);
        for (int word = 0; word < bytes.length; word += Integer.BYTES) {
            for (int i = 0; i < 2; i++) {
                byte kept = bytes[word + i];
                bytes[word + i] = bytes[word + 3 - i];
                bytes[word + 3 - i] = kept;
            }
        }
        return Hash256.of(bytes);
    }

    /** Eight hex digits, big-endian. */
    static int word(String hex) {
        byte[] bytes = Hex.decode(hex, Integer.BYTES);
        int value = 0;
        for (byte b : bytes) {
            value = value << 8 | (b & 0xff);
        }
        return value;
    }

    /** @throws MalformedBytesException if a pool asks for an extranonce2 that can't tell our threads' work apart */
    static int extranonce2Size(int bytes) {
        if (bytes < 1 || bytes > 16) {
            throw new MalformedBytesException("extranonce2 of " + bytes + " bytes, expected 1 to 16");
        }
        return bytes;
    }
}
