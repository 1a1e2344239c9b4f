package org.vanta.appliance.devnet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bitcoin.MerkleTree;
import org.vanta.appliance.bitcoin.Transaction;
import org.vanta.appliance.bitcoin.TxInput;
import org.vanta.appliance.bitcoin.TxOutput;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.bytes.Sha256;

/** The coinbase's commitment to the witnesses of its block: {@code OP_RETURN PUSH36 aa21a9ed <32 bytes>} (BIP 141). */
final class WitnessCommitment {
    private static final byte[] PREFIX = Hex.decode("6a24aa21a9ed");

    private WitnessCommitment() {}

    /** The script that commits to {@code others}, the transactions after the coinbase, with this reserved value. */
    static byte[] script(List<Transaction> others, byte[] reservedValue) {
        List<Hash256> leaves = new ArrayList<>();
        leaves.add(Hash256.ZERO);
        others.forEach(transaction -> leaves.add(transaction.wtxid()));
        byte[] root = MerkleTree.root(leaves).toBytes();
        Hash256 commitment =
                Sha256.twice(new ByteWriter().bytes(root).bytes(reservedValue).toBytes());
        return new ByteWriter().bytes(PREFIX).hash256(commitment).toBytes();
    }

    /** The committing script of a coinbase: the last output that begins as one. */
    static Optional<byte[]> of(Transaction coinbase) {
        return coinbase.outputs().reversed().stream()
                .map(TxOutput::script)
                .filter(script -> script.length >= PREFIX.length + Hash256.BYTES
                        && Arrays.equals(script, 0, PREFIX.length, PREFIX, 0, PREFIX.length))
                .findFirst();
    }

    /**
     * As Bitcoin Core does on {@code submitblock}: a coinbase that commits to witnesses but has none itself gets a reserved value of zeros,
     * so that miners need not know of it.
     */
    static Block withReservedValue(Block block) {
        Transaction coinbase = block.transactions().getFirst();
        if (coinbase.hasWitness() || of(coinbase).isEmpty()) {
            return block;
        }
        TxInput input = coinbase.inputs().getFirst();
        List<byte[]> reserved = List.of(new byte[Hash256.BYTES]);
        List<Transaction> transactions = new ArrayList<>(block.transactions());
        transactions.set(
                0,
                new Transaction(
                        coinbase.version(),
                        List.of(new TxInput(input.previous(), input.script(), input.sequence(), reserved)),
                        coinbase.outputs(),
                        coinbase.lockTime()));
        return new Block(block.header(), transactions);
    }
}
