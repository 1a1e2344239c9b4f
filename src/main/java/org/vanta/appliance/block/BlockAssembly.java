package org.vanta.appliance.block;

import java.util.List;
import org.vanta.appliance.bitcoin.BlockHeader;
import org.vanta.appliance.bitcoin.Transaction;
import org.vanta.appliance.bitcoin.TxInput;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.node.TemplateTransaction;

/** Puts a block together from the header that won, its coinbase and the transactions of its template. */
final class BlockAssembly {
    /** The coinbase's witness in a segwit block: one item of 32 zero bytes (BIP 141). */
    private static final byte[] WITNESS_RESERVED_VALUE = new byte[Hash256.BYTES];

    private BlockAssembly() {}

    /**
     * @param coinbase without witness, as it was hashed
     * @param segwit whether the coinbase commits to witnesses and so carries the reserved value
     */
    static byte[] assemble(
            BlockHeader header, byte[] coinbase, boolean segwit, List<TemplateTransaction> transactions) {
        ByteWriter out = new ByteWriter(4096).bytes(header.toBytes()).compactSize(1 + transactions.size());
        out.bytes(segwit ? withReservedValue(Transaction.parse(coinbase)).toBytes() : coinbase);
        transactions.forEach(transaction -> out.bytes(transaction.data()));
        return out.toBytes();
    }

    private static Transaction withReservedValue(Transaction coinbase) {
        TxInput input = coinbase.inputs().getFirst();
        TxInput witnessed =
                new TxInput(input.previous(), input.script(), input.sequence(), List.of(WITNESS_RESERVED_VALUE));
        return new Transaction(coinbase.version(), List.of(witnessed), coinbase.outputs(), coinbase.lockTime());
    }
}
