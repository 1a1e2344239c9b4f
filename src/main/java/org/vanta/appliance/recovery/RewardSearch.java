package org.vanta.appliance.recovery;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bitcoin.Transaction;
import org.vanta.appliance.bitcoin.TxOutput;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.chain.Network;
import org.vanta.appliance.chain.ShieldedCoinbase;
import org.vanta.appliance.chain.ShieldedEffects;
import org.vanta.appliance.note.Note;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.note.PoolSeed;

/**
 * Tries whether a block's coinbase pays one of the given owners with randomness derived from this seed. Height, previous block, tag and
 * commitment stand in the block. The value does not when the output hides it: then it is the subsidy, with fees where the block has
 * other transactions. The commitment confirms a hit, so nothing is found by mistake.
 */
public final class RewardSearch {
    private final Network network;
    private final PoolSeed seed;
    private final List<OwnerKey> owners;
    private final IntFunction<OptionalLong> rewardAt;

    /** @param rewardAt subsidy and fees of the block at a height, empty where they can't be had; asked only of a block with other transactions, when the subsidy alone does not fit */
    public RewardSearch(Network network, PoolSeed seed, List<OwnerKey> owners, IntFunction<OptionalLong> rewardAt) {
        this.network = network;
        this.seed = seed;
        this.owners = List.copyOf(owners);
        this.rewardAt = rewardAt;
    }

    /** Whether a coinbase has the form of ours: a tag, and a commitment that is anchored and backed. */
    public static boolean hasOurForm(int height, Block block) {
        Transaction coinbase = block.transactions().getFirst();
        return tag(height, coinbase).isPresent()
                && !ShieldedEffects.of(coinbase).commitments().isEmpty();
    }

    public Optional<RecoveredReward> search(int height, Block block) {
        Transaction coinbase = block.transactions().getFirst();
        Optional<Long> tag = tag(height, coinbase);
        List<Hash256> commitments = ShieldedEffects.of(coinbase).commitments();
        if (tag.isEmpty() || commitments.isEmpty()) {
            return Optional.empty();
        }
        Attempt attempt = new Attempt(height, block.header().previousHash(), tag.get(), commitments);
        long subsidy = network.subsidy(height);
        long shown = coinbase.outputs().stream().mapToLong(TxOutput::value).sum();
        return attempt.with(subsidy)
                .or(() -> shown > 0 ? attempt.with(shown) : Optional.empty())
                .or(() -> {
                    // A coinbase alone pays no fees.
                    OptionalLong reward =
                            block.transactions().size() > 1 ? rewardAt.apply(height) : OptionalLong.empty();
                    return reward.isPresent() ? attempt.with(reward.getAsLong()) : Optional.empty();
                });
    }

    private static Optional<Long> tag(int height, Transaction coinbase) {
        return ShieldedCoinbase.tag(coinbase.inputs().getFirst().script(), height);
    }

    private final class Attempt {
        private final int height;
        private final Hash256 previousHash;
        private final long tag;
        private final List<Hash256> commitments;

        Attempt(int height, Hash256 previousHash, long tag, List<Hash256> commitments) {
            this.height = height;
            this.previousHash = previousHash;
            this.tag = tag;
            this.commitments = commitments;
        }

        Optional<RecoveredReward> with(long value) {
            for (OwnerKey owner : owners) {
                Note note = seed.miningNote(network.id(), height, previousHash, value, owner, tag);
                if (commitments.contains(note.commitment())) {
                    return Optional.of(new RecoveredReward(height, note));
                }
            }
            return Optional.empty();
        }
    }
}
