package org.vanta.appliance.bench;

import java.util.function.IntSupplier;
import org.vanta.appliance.bytes.Sha256;

/**
 * Nonces to submit, each once. Where every second hash is a block, as on a regression-test chain, only those of hashes that are none: else
 * the run would measure how blocks are taken.
 */
final class Nonces implements IntSupplier {
    private static final int HEADER_BYTES = 80;
    private static final int HASH_BYTES = 32;
    private static final int NONCE_AT = 76;
    private static final int EASY_EXPONENT = 0x20;

    /** Empty where any nonce will do. */
    private final int[] ready;

    private int next;

    private Nonces(int... ready) {
        this.ready = ready;
    }

    static Nonces of(Work work, String extranonce, int count) {
        if (Integer.parseInt(work.bits().substring(0, 2), 16) < EASY_EXPONENT) {
            return new Nonces();
        }
        int[] ready = new int[count];
        Sha256 sha = new Sha256();
        byte[] header = header(work, extranonce, sha);
        byte[] hash = new byte[HASH_BYTES];
        int found = 0;
        for (int nonce = 0; found < count; nonce++) {
            for (int i = 0; i < Integer.BYTES; i++) {
                header[NONCE_AT + i] = (byte) (nonce >>> 8 * i);
            }
            sha.update(header).finishTwice(hash, 0);
            if (hash[HASH_BYTES - 1] < 0) {
                ready[found++] = nonce;
            }
        }
        return new Nonces(ready);
    }

    private static byte[] header(Work work, String extranonce, Sha256 sha) {
        byte[] pair = new byte[2 * HASH_BYTES];
        sha.update(work.coinbase(extranonce)).finishTwice(pair, 0);
        for (String sibling : work.branch()) {
            System.arraycopy(Work.hex(sibling), 0, pair, HASH_BYTES, HASH_BYTES);
            sha.update(pair).finishTwice(pair, 0);
        }
        byte[] header = new byte[HEADER_BYTES];
        System.arraycopy(Work.littleEndian(work.version()), 0, header, 0, Integer.BYTES);
        System.arraycopy(work.previousHashBytes(), 0, header, 4, HASH_BYTES);
        System.arraycopy(pair, 0, header, 36, HASH_BYTES);
        System.arraycopy(Work.littleEndian(work.time()), 0, header, 68, Integer.BYTES);
        System.arraycopy(Work.littleEndian(work.bits()), 0, header, 72, Integer.BYTES);
        return header;
    }

    /** @throws IllegalStateException when all were given out */
    @Override
    public int getAsInt() {
        if (ready.length == 0) {
            return next++;
        }
        if (next == ready.length) {
            throw new IllegalStateException(
                    "all " + next + " nonces of a connection are submitted; measure for a shorter time");
        }
        return ready[next++];
    }
}
