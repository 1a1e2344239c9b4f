package org.vanta.appliance.share;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.template.CoinbaseFactory;
import org.vanta.appliance.template.PaidCoinbase;

/**
 * The coinbase of the job a connection last submitted to, whole and ready for the next extranonce2: most shares of a miner are for one
 * job. For one thread.
 */
final class CoinbaseInHand {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final long tag;
    private final byte[] bytes;
    private final int extranonce2At;

    /** @param extranonce1 its 4 bytes, the first as the most significant */
    CoinbaseInHand(Job job, OwnerKey owner, int extranonce1) {
        PaidCoinbase paid = job.coinbaseFor(owner);
        byte[] extranonce = new byte[CoinbaseFactory.EXTRANONCE1_BYTES + CoinbaseFactory.EXTRANONCE2_BYTES];
        for (int i = 0; i < Integer.BYTES; i++) {
            extranonce[i] = (byte) (extranonce1 >>> 24 - 8 * i);
        }
        tag = job.tag();
        bytes = paid.withExtranonce(extranonce);
        extranonce2At = paid.head().length + Integer.BYTES;
    }

    boolean isOf(Job job) {
        return tag == job.tag();
    }

    /** The transaction without witness, valid until the next call. */
    byte[] withExtranonce2(long extranonce2) {
        LONG.set(bytes, extranonce2At, extranonce2);
        return bytes;
    }
}
