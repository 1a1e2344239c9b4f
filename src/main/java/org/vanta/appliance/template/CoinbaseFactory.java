package org.vanta.appliance.template;

import org.vanta.appliance.chain.Network;
import org.vanta.appliance.chain.ShieldedCoinbase;
import org.vanta.appliance.node.BlockTemplate;
import org.vanta.appliance.note.Note;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.note.PoolSeed;

/** Makes the coinbase that pays one owner. The same input gives the same bytes, so a coinbase can be dropped and made again. Thread-safe. */
public final class CoinbaseFactory {
    /** Distinguishes connections. */
    public static final int EXTRANONCE1_BYTES = 4;

    /** Rolled by the miner. NerdMiner takes 2, 4 or 8; rented hashpower wants at least 7. */
    public static final int EXTRANONCE2_BYTES = 8;

    private final Network network;
    private final PoolSeed seed;
    private final OutputValue outputValue;

    public CoinbaseFactory(Network network, PoolSeed seed, OutputValue outputValue) {
        this.network = network;
        this.seed = seed;
        this.outputValue = outputValue;
    }

    /** @throws IllegalArgumentException if the template's witness commitment makes the coinbase longer than firmware can hold */
    public PaidCoinbase pay(OwnerKey owner, long tag, BlockTemplate template) {
        long reward = template.coinbaseValue();
        Note note = seed.miningNote(network.id(), template.height(), template.previousHash(), reward, owner, tag);
        ShieldedCoinbase coinbase = ShieldedCoinbase.of(
                template.height(),
                tag,
                EXTRANONCE1_BYTES + EXTRANONCE2_BYTES,
                note.commitment(),
                outputValue == OutputValue.FULL ? reward : 0,
                template.segwitCommitment().orElse(null));
        return new PaidCoinbase(note, tag, coinbase);
    }
}
