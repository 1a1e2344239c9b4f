package org.vanta.appliance.devnet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.vanta.appliance.bitcoin.BitcoinLimits;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bitcoin.Transaction;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.chain.Network;

/** {@code getblocktemplate} (BIP 22, 23, 145). */
final class TemplateJson {
    /** What a block may weigh besides header and coinbase. */
    private static final int TRANSACTIONS_WEIGHT_MAX = 3_992_000;

    private static final int VERSION = 0x20000000;
    private static final int SIGOPS_MAX = 80_000;

    private TemplateJson() {}

    static ObjectNode of(DevnetChain chain) {
        StoredBlock tip = chain.tip();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("capabilities").add("proposal");
        json.put("version", VERSION);
        json.putArray("rules").add("csv").add("!segwit").add("taproot");
        json.putObject("vbavailable");
        json.put("vbrequired", 0);
        json.put("previousblockhash", tip.hash.displayHex());
        List<Transaction> included = new ArrayList<>();
        long fees = 0;
        int weight = 0;
        ArrayNode transactions = json.putArray("transactions");
        for (Transaction transaction : chain.mempool()) {
            byte[] data = transaction.toBytes();
            int own = 3 * transaction.toBytesWithoutWitness().length + data.length;
            if (weight + own > TRANSACTIONS_WEIGHT_MAX) {
                break;
            }
            weight += own;
            fees += chain.fee(transaction);
            included.add(transaction);
            transactions
                    .addObject()
                    .put("data", Hex.encode(data))
                    .put("txid", transaction.txid().displayHex())
                    .put("hash", transaction.wtxid().displayHex())
                    .put("fee", chain.fee(transaction))
                    .put("sigops", 0)
                    .put("weight", own)
                    .putArray("depends");
        }
        json.putObject("coinbaseaux");
        json.put("coinbasevalue", Network.DEVNET.subsidy(tip.height + 1) + fees);
        json.put("longpollid", tip.hash.displayHex() + chain.mempoolChanges());
        json.put("target", Target.fromBits(chain.bits()).toString());
        json.put("mintime", tip.medianTime() + 1);
        json.putArray("mutable").add("time").add("transactions").add("prevblock");
        json.put("noncerange", "00000000ffffffff");
        json.put("sigoplimit", SIGOPS_MAX);
        json.put("sizelimit", BitcoinLimits.BLOCK_BYTES_MAX);
        json.put("weightlimit", BitcoinLimits.BLOCK_BYTES_MAX);
        json.put("curtime", Math.max(chain.now(), tip.medianTime() + 1));
        json.put("bits", Hex.encodeInt(chain.bits()));
        json.put("height", tip.height + 1);
        json.put("default_witness_commitment", Hex.encode(WitnessCommitment.script(included, new byte[Hash256.BYTES])));
        return json;
    }
}
