package org.vanta.appliance.miner;

import java.security.DigestException;
import java.security.MessageDigest;
import org.vanta.appliance.bitcoin.BlockHeader;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;

/**
 * Hashes one header with one nonce after another. The first 64 bytes do not hold the nonce, so they are hashed once and the digest's state
 * copied for each nonce; the JDK's SHA-256 runs on the processor's SHA instructions where it has them (docs/BENCHMARKS.md has both
 * this and a plain Java compression measured). For one thread.
 */
final class NonceScanner {
    private static final int MIDSTATE_BYTES = 64;
    private static final int TAIL_BYTES = BlockHeader.BYTES - MIDSTATE_BYTES;
    private static final int NONCE_AT = TAIL_BYTES - Integer.BYTES;

    private final MessageDigest midstate = Sha256.newDigest();
    private final MessageDigest second = Sha256.newDigest();
    private final byte[] tail = new byte[TAIL_BYTES];
    private final byte[] hash = new byte[Hash256.BYTES];

    NonceScanner(BlockHeader header) {
        byte[] bytes = header.toBytes();
        midstate.update(bytes, 0, MIDSTATE_BYTES);
        System.arraycopy(bytes, MIDSTATE_BYTES, tail, 0, TAIL_BYTES);
    }

    /**
     * Tries nonces from {@code first} up to but not including {@code end}, both within 0 to 2^32.
     *
     * @return the first nonce whose hash meets the target, or -1
     */
    long scan(long first, long end, Target target) {
        try {
            for (long nonce = first; nonce < end; nonce++) {
                tail[NONCE_AT] = (byte) nonce;
                tail[NONCE_AT + 1] = (byte) (nonce >>> 8);
                tail[NONCE_AT + 2] = (byte) (nonce >>> 16);
                tail[NONCE_AT + 3] = (byte) (nonce >>> 24);
                MessageDigest rest = (MessageDigest) midstate.clone();
                rest.update(tail, 0, TAIL_BYTES);
                rest.digest(hash, 0, Hash256.BYTES);
                second.update(hash, 0, Hash256.BYTES);
                second.digest(hash, 0, Hash256.BYTES);
                if (target.isMetBy(hash, 0)) {
                    return nonce;
                }
            }
            return -1;
        } catch (CloneNotSupportedException | DigestException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be copied and gives 32 bytes", e);
        }
    }
}
