package org.vanta.appliance.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vanta.appliance.bitcoin.BitcoinLimits;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.bytes.MalformedBytesException;

/** Reads {@code getblocktemplate}'s answer (BIP 22, 23, 145) and refuses one that no valid block can be built from. */
final class TemplateReader {
    private TemplateReader() {}

    static BlockTemplate read(AnswerReader answer) {
        int bits = Integer.parseUnsignedInt(answer.field("bits").text(), 16);
        Target target = Target.fromBits(bits);
        if (!target.toString().equals(answer.field("target").text())) {
            throw new MalformedBytesException("target is not that of bits " + Hex.encodeInt(bits));
        }
        for (AnswerReader rule : answer.field("rules").elements()) {
            // BIP 9: a rule with "!" changes how blocks are built; who does not know it must not use the template.
            if (rule.text().startsWith("!") && !rule.text().equals("!segwit")) {
                throw new MalformedBytesException("rule " + rule.text() + " is not known to us");
            }
        }
        int height = answer.field("height").integer();
        long coinbaseValue = answer.field("coinbasevalue").longInteger();
        if (height < 1 || coinbaseValue < 0) {
            throw new MalformedBytesException("height " + height + " with coinbasevalue " + coinbaseValue);
        }
        AnswerReader commitment = answer.field("default_witness_commitment");
        return new BlockTemplate(
                answer.field("version").integer(),
                answer.field("previousblockhash").hash(),
                height,
                coinbaseValue,
                bits,
                target,
                answer.field("mintime").longInteger(),
                answer.field("curtime").longInteger(),
                commitment.isPresent() ? Optional.of(commitment.bytes()) : Optional.empty(),
                transactions(answer.field("transactions")),
                answer.field("longpollid").text());
    }

    private static List<TemplateTransaction> transactions(AnswerReader array) {
        List<TemplateTransaction> transactions = new ArrayList<>();
        long bytes = 0;
        for (AnswerReader element : array.elements()) {
            byte[] data = element.field("data").bytes();
            bytes += data.length;
            transactions.add(new TemplateTransaction(element.field("txid").hash(), data));
        }
        if (bytes > BitcoinLimits.BLOCK_BYTES_MAX) {
            throw new MalformedBytesException("transactions have " + bytes + " bytes, more than a block");
        }
        return transactions;
    }
}
