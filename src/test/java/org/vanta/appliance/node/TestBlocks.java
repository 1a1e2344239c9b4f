package org.vanta.appliance.node;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bitcoin.BlockHeader;
import org.vanta.appliance.bitcoin.MerkleTree;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bitcoin.Transaction;
import org.vanta.appliance.bitcoin.TxInput;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.chain.ShieldedCoinbase;

/** Builds blocks from templates, right ones and wrong ones, each with a commitment of its own. */
public final class TestBlocks {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int EXTRANONCE_BYTES = 4;

    private TestBlocks() {}

    /** The template's block without proof of work, with a note of no value. */
    public static Block unsolved(BlockTemplate template) {
        return unsolved(template, template.height(), 0);
    }

    static Block unsolved(BlockTemplate template, int height, long outputValue) {
        byte[] commitment = new byte[Hash256.BYTES];
        RANDOM.nextBytes(commitment);
        ShieldedCoinbase coinbase = ShieldedCoinbase.of(
                height,
                0,
                EXTRANONCE_BYTES,
                Hash256.of(commitment),
                outputValue,
                template.segwitCommitment().orElse(null));
        List<Transaction> transactions = new ArrayList<>();
        transactions.add(withWitness(Transaction.parse(coinbase.withExtranonce(new byte[EXTRANONCE_BYTES]))));
        template.transactions().forEach(transaction -> transactions.add(Transaction.parse(transaction.data())));
        BlockHeader header = new BlockHeader(
                template.version(),
                template.previousHash(),
                Hash256.ZERO,
                (int) template.currentTime(),
                template.bits(),
                0);
        return withRoot(new Block(header, transactions));
    }

    private static Transaction withWitness(Transaction coinbase) {
        TxInput input = coinbase.inputs().getFirst();
        return new Transaction(
                coinbase.version(),
                List.of(new TxInput(
                        input.previous(), input.script(), input.sequence(), List.of(new byte[Hash256.BYTES]))),
                coinbase.outputs(),
                coinbase.lockTime());
    }

    /** With the merkle root its transactions have. */
    static Block withRoot(Block block) {
        BlockHeader old = block.header();
        Hash256 root = MerkleTree.root(
                block.transactions().stream().map(Transaction::txid).toList());
        return new Block(
                new BlockHeader(old.version(), old.previousHash(), root, old.time(), old.bits(), old.nonce()),
                block.transactions());
    }

    /** With the first nonce that meets the target, or the first that does not. */
    private static Block search(Block block, boolean meets) {
        BlockHeader old = block.header();
        Target target = old.target();
        int nonce = 0;
        while (true) {
            BlockHeader header = new BlockHeader(
                    old.version(), old.previousHash(), old.merkleRoot(), old.time(), old.bits(), nonce++);
            if (target.isMetBy(header.hash()) == meets) {
                return new Block(header, block.transactions());
            }
        }
    }

    /** With proof of work; only for the easiest targets. */
    public static Block solved(Block block) {
        return search(block, true);
    }

    static Block unsolvable(Block block) {
        return search(block, false);
    }
}
