package org.vanta.appliance.devnet;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bitcoin.OutPoint;
import org.vanta.appliance.bitcoin.Transaction;
import org.vanta.appliance.bitcoin.TxInput;
import org.vanta.appliance.bitcoin.TxOutput;
import org.vanta.appliance.bytes.Hash256;

/** The outputs that the active chain has created and not spent. Guarded by the chain's lock. */
final class UnspentOutputs {
    private final Map<OutPoint, TxOutput> outputs = new HashMap<>();

    /** Applies a block, or leaves everything as it was and gives the reject word. */
    Optional<String> connect(StoredBlock stored, long subsidy) {
        Block block = stored.block;
        long fees = 0;
        for (Transaction transaction : block.transactions()) {
            if (!transaction.isCoinbase()) {
                long in = spend(transaction, stored.spent);
                long out = total(transaction);
                if (in < out) {
                    create(transaction);
                    disconnect(stored);
                    return Optional.of(in < 0 ? "bad-txns-inputs-missingorspent" : "bad-txns-in-belowout");
                }
                fees += in - out;
            }
            create(transaction);
        }
        if (total(block.transactions().getFirst()) > subsidy + fees) {
            disconnect(stored);
            return Optional.of("bad-cb-amount");
        }
        return Optional.empty();
    }

    void disconnect(StoredBlock stored) {
        for (Transaction transaction : stored.block.transactions()) {
            Hash256 txid = transaction.txid();
            for (int i = 0; i < transaction.outputs().size(); i++) {
                outputs.remove(new OutPoint(txid, i));
            }
        }
        // An output made and spent in the same block is not to come back.
        stored.block.transactions().stream()
                .map(Transaction::txid)
                .forEach(txid ->
                        stored.spent.keySet().removeIf(point -> point.txid().equals(txid)));
        outputs.putAll(stored.spent);
        stored.spent.clear();
    }

    /** What a transaction's inputs are worth, -1 if one does not exist or is spent. */
    long value(Transaction transaction) {
        long value = 0;
        for (TxInput input : transaction.inputs()) {
            TxOutput output = outputs.get(input.previous());
            if (output == null) {
                return -1;
            }
            value += output.value();
        }
        return value;
    }

    private long spend(Transaction transaction, Map<OutPoint, TxOutput> spent) {
        long value = value(transaction);
        if (value >= 0) {
            for (TxInput input : transaction.inputs()) {
                TxOutput output = outputs.remove(input.previous());
                if (output != null) {
                    spent.put(input.previous(), output);
                }
            }
        }
        return value;
    }

    private void create(Transaction transaction) {
        Hash256 txid = transaction.txid();
        for (int i = 0; i < transaction.outputs().size(); i++) {
            outputs.put(new OutPoint(txid, i), transaction.outputs().get(i));
        }
    }

    static long total(Transaction transaction) {
        return transaction.outputs().stream().mapToLong(TxOutput::value).sum();
    }
}
