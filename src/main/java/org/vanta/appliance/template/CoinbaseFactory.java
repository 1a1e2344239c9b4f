package org.vanta.appliance.template;

import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.chain.Network;
import org.vanta.appliance.chain.ShieldedCoinbase;
import org.vanta.appliance.node.BlockTemplate;
import org.vanta.appliance.note.MiningCommitments;
import org.vanta.appliance.note.Note;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.note.PoolSeed;

/**
 * Makes the coinbase of a job and the notes that it pays to each owner. The same input gives the same bytes, so neither is kept for later.
 * Thread-safe.
 */
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

    /**
     * The coinbase of the job of this tag, for all owners.
     *
     * @throws IllegalArgumentException if the template's witness commitment makes the coinbase longer than firmware can hold
     */
    public SharedCoinbase shared(long tag, BlockTemplate template) {
        return new SharedCoinbase(
                tag,
                ShieldedCoinbase.of(
                        template.height(),
                        tag,
                        EXTRANONCE1_BYTES + EXTRANONCE2_BYTES,
                        Hash256.ZERO,
                        outputValue == OutputValue.FULL ? template.coinbaseValue() : 0,
                        template.segwitCommitment().orElse(null)));
    }

    /** The note that pays {@code owner} in the job of this tag. */
    public Note note(OwnerKey owner, long tag, BlockTemplate template) {
        return seed.miningNote(
                network.id(), template.height(), template.previousHash(), template.coinbaseValue(), owner, tag);
    }

    /** The commitments to the {@link #note}s of the job of this tag. */
    public MiningCommitments commitments(long tag, BlockTemplate template) {
        return seed.miningCommitments(
                network.id(), template.height(), template.previousHash(), template.coinbaseValue(), tag);
    }
}
