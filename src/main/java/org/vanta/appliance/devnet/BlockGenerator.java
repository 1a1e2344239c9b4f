package org.vanta.appliance.devnet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bitcoin.BlockHeader;
import org.vanta.appliance.bitcoin.MerkleTree;
import org.vanta.appliance.bitcoin.Transaction;
import org.vanta.appliance.bitcoin.TxInput;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.chain.ShieldedCoinbase;

/** Mines blocks on demand for tests. Each pays a commitment nobody can spend, and no two are alike. */
final class BlockGenerator {
    private static final int VERSION = 0x20000000;
    private static final int EXTRANONCE_BYTES = 8;

    private final DevnetChain chain;
    private final AtomicLong count = new AtomicLong();

    BlockGenerator(DevnetChain chain) {
        this.chain = chain;
    }

    /** Mines one block on the tip with everything that waits. */
    Hash256 generate() throws RpcError {
        Block block = chain.reading(this::unsolved);
        Block solved = solve(block);
        Optional<String> reject = chain.submit(solved);
        if (reject.isPresent()) {
            throw new RpcError(RpcError.VERIFY_REJECTED, reject.get());
        }
        return solved.hash();
    }

    private Block unsolved() {
        StoredBlock tip = chain.tip();
        List<Transaction> others = chain.mempool();
        byte[] reserved = new byte[Hash256.BYTES];
        long number = count.incrementAndGet();
        Hash256 commitment = Sha256.withDomain(
                "Vanta/Devnet/Generated/v1",
                tip.hash.toBytes(),
                new ByteWriter().i64(number).toBytes());
        ShieldedCoinbase parts = ShieldedCoinbase.of(
                tip.height + 1, number, EXTRANONCE_BYTES, commitment, 0, WitnessCommitment.script(others, reserved));
        Transaction bare = Transaction.parse(parts.withExtranonce(new byte[EXTRANONCE_BYTES]));
        TxInput input = bare.inputs().getFirst();
        Transaction coinbase = new Transaction(
                bare.version(),
                List.of(new TxInput(input.previous(), input.script(), input.sequence(), List.of(reserved))),
                bare.outputs(),
                bare.lockTime());
        List<Transaction> transactions = new ArrayList<>();
        transactions.add(coinbase);
        transactions.addAll(others);
        long time = Math.max(chain.now(), tip.medianTime() + 1);
        Hash256 root =
                MerkleTree.root(transactions.stream().map(Transaction::txid).toList());
        return new Block(new BlockHeader(VERSION, tip.hash, root, (int) time, chain.bits(), 0), transactions);
    }

    private static Block solve(Block block) throws RpcError {
        BlockHeader header = block.header();
        for (long nonce = 0; nonce <= 0xffff_ffffL; nonce++) {
            BlockHeader tried = new BlockHeader(
                    header.version(), header.previousHash(), header.merkleRoot(), header.time(), header.bits(), (int)
                            nonce);
            if (tried.target().isMetBy(tried.hash())) {
                return new Block(tried, block.transactions());
            }
        }
        throw new RpcError(RpcError.MISC, "no nonce solves the block");
    }
}
