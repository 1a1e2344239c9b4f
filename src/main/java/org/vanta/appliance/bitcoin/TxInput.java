package org.vanta.appliance.bitcoin;

import java.util.List;

/**
 * A transaction input.
 *
 * @param script scriptSig, not to be modified
 * @param witness witness stack, empty when the input has none (BIP 144)
 */
public record TxInput(OutPoint previous, byte[] script, int sequence, List<byte[]> witness) {
    public TxInput {
        witness = List.copyOf(witness);
    }
}
