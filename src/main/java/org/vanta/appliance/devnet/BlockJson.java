package org.vanta.appliance.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bitcoin.BlockHeader;
import org.vanta.appliance.bitcoin.Transaction;
import org.vanta.appliance.bitcoin.TxInput;
import org.vanta.appliance.bitcoin.TxOutput;
import org.vanta.appliance.bytes.Hex;

/** Blocks, headers and transactions as the node's RPC writes them. */
final class BlockJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);
    private static final int COIN_DECIMALS = 8;

    private final DevnetChain chain;

    BlockJson(DevnetChain chain) {
        this.chain = chain;
    }

    /** {@code getblockheader} in its verbose form. */
    ObjectNode header(StoredBlock stored) {
        BlockHeader header = stored.block.header();
        boolean active = chain.isActive(stored);
        ObjectNode json = JSON.objectNode()
                .put("hash", stored.hash.displayHex())
                .put("confirmations", active ? chain.tip().height - stored.height + 1 : -1)
                .put("height", stored.height)
                .put("version", header.version())
                .put("versionHex", Hex.encodeInt(header.version()))
                .put("merkleroot", header.merkleRoot().displayHex())
                .put("time", stored.time())
                .put("mediantime", stored.medianTime())
                .put("nonce", Integer.toUnsignedLong(header.nonce()))
                .put("bits", Hex.encodeInt(header.bits()))
                .put("difficulty", header.target().difficulty())
                .put("chainwork", chainWork(stored))
                .put("nTx", stored.block.transactions().size());
        if (stored.parent != null) {
            json.put("previousblockhash", stored.parent.hash.displayHex());
        }
        StoredBlock next = active ? chain.at(stored.height + 1) : null;
        if (next != null) {
            json.put("nextblockhash", next.hash.displayHex());
        }
        return json;
    }

    /** Work of the chain up to this block, 64 hex digits. */
    String chainWork(StoredBlock stored) {
        BigInteger work = stored.block.header().target().work().multiply(BigInteger.valueOf(stored.height + 1L));
        String hex = work.toString(16);
        return "0".repeat(64 - hex.length()) + hex;
    }

    /** {@code getblock} with verbosity 0, 1 or 2. */
    JsonNode block(StoredBlock stored, int verbosity) {
        Block block = stored.block;
        byte[] bytes = block.toBytes();
        if (verbosity <= 0) {
            return JSON.textNode(Hex.encode(bytes));
        }
        ObjectNode json = header(stored);
        int stripped = block.transactions().stream()
                        .mapToInt(transaction -> transaction.toBytesWithoutWitness().length)
                        .sum()
                + bytes.length
                - block.transactions().stream()
                        .mapToInt(transaction -> transaction.toBytes().length)
                        .sum();
        json.put("strippedsize", stripped).put("size", bytes.length).put("weight", 3 * stripped + bytes.length);
        ArrayNode transactions = json.putArray("tx");
        for (Transaction transaction : block.transactions()) {
            if (verbosity == 1) {
                transactions.add(transaction.txid().displayHex());
            } else {
                transactions.add(transaction(transaction).put("hex", Hex.encode(transaction.toBytes())));
            }
        }
        return json;
    }

    ObjectNode transaction(Transaction transaction) {
        byte[] bytes = transaction.toBytes();
        int stripped = transaction.toBytesWithoutWitness().length;
        int weight = 3 * stripped + bytes.length;
        ObjectNode json = JSON.objectNode()
                .put("txid", transaction.txid().displayHex())
                .put("hash", transaction.wtxid().displayHex())
                .put("version", transaction.version())
                .put("size", bytes.length)
                .put("vsize", (weight + 3) / 4)
                .put("weight", weight)
                .put("locktime", Integer.toUnsignedLong(transaction.lockTime()));
        ArrayNode inputs = json.putArray("vin");
        transaction.inputs().forEach(input -> inputs.add(input(transaction, input)));
        ArrayNode outputs = json.putArray("vout");
        for (int i = 0; i < transaction.outputs().size(); i++) {
            outputs.add(output(transaction.outputs().get(i), i));
        }
        return json;
    }

    private static ObjectNode input(Transaction transaction, TxInput input) {
        ObjectNode json = JSON.objectNode();
        if (transaction.isCoinbase()) {
            json.put("coinbase", Hex.encode(input.script()));
        } else {
            json.put("txid", input.previous().txid().displayHex())
                    .put("vout", input.previous().index())
                    .putObject("scriptSig")
                    .put("hex", Hex.encode(input.script()));
        }
        if (!input.witness().isEmpty()) {
            ArrayNode witness = json.putArray("txinwitness");
            input.witness().forEach(item -> witness.add(Hex.encode(item)));
        }
        return json.put("sequence", Integer.toUnsignedLong(input.sequence()));
    }

    private static ObjectNode output(TxOutput output, int index) {
        ObjectNode json = JSON.objectNode();
        json.set("value", JSON.numberNode(BigDecimal.valueOf(output.value(), COIN_DECIMALS)));
        json.put("n", index).putObject("scriptPubKey").put("hex", Hex.encode(output.script()));
        return json;
    }
}
