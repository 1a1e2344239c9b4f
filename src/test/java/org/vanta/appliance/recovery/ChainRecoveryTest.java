package org.vanta.appliance.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bitcoin.BlockHeader;
import org.vanta.appliance.bitcoin.Transaction;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.chain.Network;
import org.vanta.appliance.chain.ShieldedCoinbase;
import org.vanta.appliance.node.ChainReader;
import org.vanta.appliance.node.ChainTip;
import org.vanta.appliance.node.NodeFailure;
import org.vanta.appliance.node.NodeReply;
import org.vanta.appliance.note.EnvelopeVersion;
import org.vanta.appliance.note.Note;
import org.vanta.appliance.note.NoteScanner;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.note.PoolSeed;
import org.vanta.appliance.note.WalletSecret;

/** Goal: the seed and the chain give every reward back, and nothing else. Method: chains of coinbases made as the template package makes them. */
class ChainRecoveryTest {
    private static final IntFunction<OptionalLong> NO_STATS = _ -> OptionalLong.empty();

    private final SecureRandom random = new SecureRandom();
    private final PoolSeed seed = PoolSeed.generate(random);
    private final WalletSecret wallet = WalletSecret.generate(random);
    private final WalletSecret other = WalletSecret.generate(random);
    private final List<Block> blocks = new ArrayList<>();

    private Note mine(PoolSeed from, OwnerKey owner, long value, long shown) {
        return mine(from, owner, value, shown, 1);
    }

    private Note mine(PoolSeed from, OwnerKey owner, long value, long shown, int transactions) {
        int height = blocks.size();
        Hash256 previous = blocks.isEmpty() ? Hash256.ZERO : blocks.getLast().hash();
        long tag = 1L << 60 | height;
        Note note = from.miningNote("regtest", height, previous, value, owner, tag);
        byte[] coinbase = ShieldedCoinbase.of(height, tag, 12, note.commitment(), shown, null)
                .withExtranonce(new byte[12]);
        BlockHeader header = new BlockHeader(2, previous, Hash256.ZERO, 1_700_000_000, 0x207fffff, height);
        blocks.add(new Block(header, Collections.nCopies(transactions, Transaction.parse(coinbase))));
        return note;
    }

    private ChainRecovery.Outcome recover(List<Note> found, IntFunction<OptionalLong> stats, OwnerKey... owners) {
        RewardSearch search = new RewardSearch(Network.REGTEST, seed, List.of(owners), stats);
        return new ChainRecovery(new Blocks(blocks), search, _ -> {}).search(0, reward -> found.add(reward.note()));
    }

    @Test
    void findsEveryRewardOfTheNamedOwnersAndTellsOfOthers() {
        List<Note> expected = new ArrayList<>();
        for (int height = 0; height < 200; height++) {
            long subsidy = Network.REGTEST.subsidy(height);
            switch (height % 4) {
                case 0 -> expected.add(mine(seed, wallet.ownerKey(), subsidy, 0));
                case 1 -> expected.add(mine(seed, other.ownerKey(), subsidy, subsidy));
                case 2 -> mine(PoolSeed.generate(random), wallet.ownerKey(), subsidy, 0);
                default -> mine(seed, WalletSecret.generate(random).ownerKey(), subsidy, 0);
            }
        }
        List<Note> found = new ArrayList<>();
        ChainRecovery.Outcome outcome = recover(found, NO_STATS, wallet.ownerKey(), other.ownerKey());
        assertThat(found).isEqualTo(expected);
        assertThat(outcome.found()).isEqualTo(100);
        assertThat(outcome.others()).isEqualTo(100);
        assertThat(outcome.height()).isEqualTo(199);
    }

    @Test
    void findsARewardWithFeesWhetherTheOutputShowsItOrNot() {
        long reward = Network.REGTEST.subsidy(0) + 12_345;
        List<Note> expected =
                List.of(mine(seed, wallet.ownerKey(), reward, 0, 2), mine(seed, wallet.ownerKey(), reward, reward, 2));
        List<Note> found = new ArrayList<>();
        recover(found, _ -> OptionalLong.of(reward), wallet.ownerKey());
        assertThat(found).isEqualTo(expected);
        found.clear();
        recover(found, NO_STATS, wallet.ownerKey());
        assertThat(found).containsExactly(expected.get(1));
    }

    @Test
    void sealsTheSameEnvelopeEachTimeAndTheWalletOpensIt() {
        Note note = mine(seed, wallet.ownerKey(), 7, 0);
        for (EnvelopeVersion version : EnvelopeVersion.values()) {
            assertThat(seed.sealAgain(note, version)).isEqualTo(seed.sealAgain(note, version));
            assertThat(NoteScanner.open(wallet, seed.sealAgain(note, version))).contains(note);
        }
        assertThat(NoteScanner.open(other, seed.sealAgain(note, EnvelopeVersion.V1)))
                .isEmpty();
    }

    @Test
    void saysWhereItEndedWhenTheNodeDoesNotAnswer() {
        for (int height = 0; height < 100; height++) {
            mine(seed, wallet.ownerKey(), Network.REGTEST.subsidy(height), 0);
        }
        Blocks pruned = new Blocks(blocks) {
            @Override
            public NodeReply<Block> block(Hash256 hash) {
                return hash.equals(blocks.get(70).hash())
                        ? new NodeReply.Failed<>(new NodeFailure.Refused(-1, "Block not available (pruned data)"))
                        : super.block(hash);
            }
        };
        RewardSearch search = new RewardSearch(Network.REGTEST, seed, List.of(wallet.ownerKey()), NO_STATS);
        ChainRecovery.Outcome outcome = new ChainRecovery(pruned, search, _ -> {}).search(0, _ -> {});
        assertThat(outcome.height()).isEqualTo(69);
        assertThat(outcome.found()).isEqualTo(70);
        assertThat(outcome.failure().orElseThrow().sentence()).contains("pruned");
    }

    private static class Blocks implements ChainReader {
        private final List<Block> blocks;

        Blocks(List<Block> blocks) {
            this.blocks = blocks;
        }

        @Override
        public NodeReply<ChainTip> tip() {
            return new NodeReply.Ok<>(
                    new ChainTip(blocks.size() - 1, blocks.getLast().hash()));
        }

        @Override
        public NodeReply<Hash256> blockHash(int height) {
            return new NodeReply.Ok<>(blocks.get(height).hash());
        }

        @Override
        public NodeReply<Block> block(Hash256 hash) {
            return new NodeReply.Ok<>(blocks.stream()
                    .filter(block -> block.hash().equals(hash))
                    .findFirst()
                    .orElseThrow());
        }

        @Override
        public NodeReply<Integer> confirmations(Hash256 hash) {
            return new NodeReply.Ok<>(1);
        }
    }
}
