package org.vanta.appliance.index;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bitcoin.BlockHeader;
import org.vanta.appliance.bitcoin.OutPoint;
import org.vanta.appliance.bitcoin.Transaction;
import org.vanta.appliance.bitcoin.TxInput;
import org.vanta.appliance.bitcoin.TxOutput;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.chain.Anchor;
import org.vanta.appliance.chain.WitnessV2;
import org.vanta.appliance.node.ChainReader;
import org.vanta.appliance.node.ChainTip;
import org.vanta.appliance.node.NodeFailure;
import org.vanta.appliance.node.NodeReply;

/** An L1 in memory that knows many branches and holds one of them to be active. */
final class GeneratedChain implements ChainReader {
    private final Map<Hash256, Block> known = new HashMap<>();
    private volatile List<Hash256> active = List.of();
    private volatile List<Hash256> unseen = List.of();
    private volatile boolean reachable = true;
    private int salt;

    GeneratedChain() {
        active = List.of(add(Hash256.ZERO, List.of(), List.of(), 0, List.of()));
    }

    static Hash256 value(int seed) {
        return Sha256.hash(new ByteWriter(4).i32(seed).toBytes());
    }

    private Hash256 add(
            Hash256 previous,
            List<Hash256> commitments,
            List<Hash256> nullifiers,
            int unbacked,
            List<Transaction> others) {
        Block block = block(previous, commitments, nullifiers, unbacked, others, salt++);
        known.put(block.hash(), block);
        return block.hash();
    }

    static Block block(
            Hash256 previous,
            List<Hash256> commitments,
            List<Hash256> nullifiers,
            int unbacked,
            List<Transaction> others,
            int nonce) {
        List<TxOutput> outputs = new ArrayList<>();
        for (Hash256 commitment : commitments) {
            outputs.add(new TxOutput(0, WitnessV2.script(commitment)));
            outputs.add(new TxOutput(0, new Anchor.Commitment(commitment).script()));
        }
        nullifiers.forEach(nullifier -> outputs.add(new TxOutput(0, new Anchor.Nullifier(nullifier).script())));
        for (int i = 0; i < unbacked; i++) {
            outputs.add(new TxOutput(0, new Anchor.Commitment(value(-1 - i)).script()));
        }
        TxInput input = new TxInput(OutPoint.NULL, new byte[] {1}, -1, List.of());
        List<Transaction> transactions = new ArrayList<>();
        transactions.add(new Transaction(2, List.of(input), outputs, 0));
        transactions.addAll(others);
        return new Block(
                new BlockHeader(2, previous, value(outputs.size()), 1_700_000_000, 0x207fffff, nonce), transactions);
    }

    /** The commitments that a block backs. */
    synchronized List<Hash256> commitments(Hash256 hash) {
        return known.get(hash).transactions().stream()
                .flatMap(transaction -> transaction.outputs().stream())
                .flatMap(output -> WitnessV2.commitment(output.script()).stream())
                .toList();
    }

    /** A block's transactions after its coinbase. */
    synchronized List<Transaction> spends(Hash256 hash) {
        List<Transaction> all = known.get(hash).transactions();
        return all.subList(1, all.size());
    }

    /** A new block on top of the active chain. */
    Hash256 mine(List<Hash256> commitments, List<Hash256> nullifiers, int unbacked) {
        return mine(commitments, nullifiers, unbacked, List.of());
    }

    /** A new block on top of the active chain with these transactions after its coinbase. */
    Hash256 mine(Transaction... transactions) {
        return mine(List.of(), List.of(), 0, List.of(transactions));
    }

    synchronized Hash256 mine(
            List<Hash256> commitments, List<Hash256> nullifiers, int unbacked, List<Transaction> others) {
        List<Hash256> longer = new ArrayList<>(active);
        Hash256 hash = add(longer.getLast(), commitments, nullifiers, unbacked, others);
        longer.add(hash);
        active = List.copyOf(longer);
        return hash;
    }

    /** The active chain now ends at this height. */
    synchronized void cutTo(int height) {
        active = active.subList(0, height + 1);
    }

    List<Hash256> active() {
        return active;
    }

    /** Another branch becomes the active one. */
    void activate(List<Hash256> branch) {
        unseen = List.of();
        active = List.copyOf(branch);
    }

    /** As {@link #cutTo}, by a node that never had the blocks above. */
    synchronized void lagAt(int height) {
        unseen = active.subList(height + 1, active.size());
        cutTo(height);
    }

    void setReachable(boolean now) {
        reachable = now;
    }

    int height() {
        return active.size() - 1;
    }

    private <T> NodeReply<T> answer(T value) {
        return reachable
                ? new NodeReply.Ok<>(value)
                : new NodeReply.Failed<>(new NodeFailure.Unreachable("nobody listens"));
    }

    @Override
    public NodeReply<ChainTip> tip() {
        List<Hash256> chain = active;
        return answer(new ChainTip(chain.size() - 1, chain.getLast()));
    }

    @Override
    public NodeReply<Hash256> blockHash(int height) {
        List<Hash256> chain = active;
        return height < chain.size()
                ? answer(chain.get(height))
                : new NodeReply.Failed<>(new NodeFailure.Refused(-8, "Block height out of range"));
    }

    @Override
    public synchronized NodeReply<Block> block(Hash256 hash) {
        Block block = known.get(hash);
        return block == null ? new NodeReply.Failed<>(new NodeFailure.Refused(-5, "Block not found")) : answer(block);
    }

    @Override
    public NodeReply<Integer> confirmations(Hash256 hash) {
        int at = active.indexOf(hash);
        if (unseen.contains(hash)) {
            return new NodeReply.Failed<>(new NodeFailure.Refused(-5, "Block not found"));
        }
        return answer(at < 0 ? -1 : active.size() - at);
    }
}
