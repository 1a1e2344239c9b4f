package org.vanta.appliance.template;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.chain.Network;
import org.vanta.appliance.node.BlockTemplate;
import org.vanta.appliance.node.TemplateTransaction;
import org.vanta.appliance.note.PoolSeed;

/** Templates made up for tests. */
public final class Templates {
    public static final long TIME = 1_790_000_000L;

    /** Regtest's: every second hash is a block. */
    public static final int EASY_BITS = 0x207fffff;

    /** A difficulty no test reaches. */
    public static final int HARD_BITS = 0x1705ae3a;

    /** Of a pool whose seed is zeros; its outputs have no value. */
    public static final CoinbaseFactory COINBASES =
            new CoinbaseFactory(Network.DEVNET, PoolSeed.ofBytes(new byte[32]), OutputValue.ZERO);

    private Templates() {}

    /** A template on a block named by {@code previous}, with that many transactions. */
    public static BlockTemplate of(int height, String previous, int bits, int transactions) {
        return at(TIME, height, previous, bits, transactions);
    }

    /** As {@link #of}, from a node at another time, seconds since 1970. */
    public static BlockTemplate at(long time, int height, String previous, int bits, int transactions) {
        List<TemplateTransaction> others = new ArrayList<>();
        for (int i = 0; i < transactions; i++) {
            byte[] data = new ByteWriter().i32(height).i32(i).toBytes();
            others.add(new TemplateTransaction(Sha256.twice(data), data));
        }
        return new BlockTemplate(
                0x20000000,
                Sha256.hash(previous.getBytes(StandardCharsets.UTF_8)),
                height,
                10_000_000_000_000L,
                bits,
                Target.fromBits(bits),
                time - 3600,
                time,
                Optional.of(segwitCommitment()),
                others,
                "long poll");
    }

    private static byte[] segwitCommitment() {
        return new ByteWriter()
                .bytes(Hex.decode("6a24aa21a9ed"))
                .hash256(Hash256.ZERO)
                .toBytes();
    }
}
