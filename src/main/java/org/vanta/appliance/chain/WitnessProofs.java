package org.vanta.appliance.chain;

import java.util.ArrayList;
import java.util.List;
import org.vanta.appliance.bitcoin.Transaction;
import org.vanta.appliance.bitcoin.TxInput;

/** Where a transaction carries proofs: {@code witness.stack[0]} of an input that spends a witness program natively (empty scriptSig). */
public final class WitnessProofs {
    /** Longest stack element of witness versions 0 and 1 (BIP 141, BIP 342: MAX_SCRIPT_ELEMENT_SIZE). */
    private static final int ELEMENT_BYTES_MAX = 520;

    private WitnessProofs() {}

    /**
     * The items worth a look. A block does not show what its inputs spend, but an item above 520 bytes can stand there only if the output
     * spent is of a later witness version, and every envelope is longer than that; a transaction that creates witness-v2 outputs has all its
     * items looked at.
     */
    public static List<byte[]> in(Transaction transaction) {
        List<byte[]> items = new ArrayList<>();
        if (transaction.isCoinbase()) {
            return items;
        }
        boolean creates = transaction.outputs().stream()
                .anyMatch(output -> WitnessV2.commitment(output.script()).isPresent());
        for (TxInput input : transaction.inputs()) {
            if (input.script().length == 0 && !input.witness().isEmpty()) {
                byte[] item = input.witness().getFirst();
                if (creates || item.length > ELEMENT_BYTES_MAX) {
                    items.add(item);
                }
            }
        }
        return items;
    }
}
