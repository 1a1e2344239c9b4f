package org.vanta.appliance.bitcoin;

import org.vanta.appliance.bytes.Hash256;

/** The output an input spends: transaction id and output index. A coinbase input names {@link #NULL}. */
public record OutPoint(Hash256 txid, int index) {
    public static final OutPoint NULL = new OutPoint(Hash256.ZERO, -1);
}
