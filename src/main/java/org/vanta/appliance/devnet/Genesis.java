package org.vanta.appliance.devnet;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bitcoin.BlockHeader;
import org.vanta.appliance.bitcoin.MerkleTree;
import org.vanta.appliance.bitcoin.OutPoint;
import org.vanta.appliance.bitcoin.Script;
import org.vanta.appliance.bitcoin.Transaction;
import org.vanta.appliance.bitcoin.TxInput;
import org.vanta.appliance.bitcoin.TxOutput;
import org.vanta.appliance.bytes.Hash256;

/** The first block of every devnet: the same for the same target, without proof of work, paying nobody. */
final class Genesis {
    /** 2026-01-01T00:00:00Z. */
    private static final int TIME = 1_767_225_600;

    private Genesis() {}

    static Block block(int bits) {
        byte[] text = Script.push("Vanta devnet".getBytes(StandardCharsets.US_ASCII));
        Transaction coinbase = new Transaction(
                1,
                List.of(new TxInput(OutPoint.NULL, text, -1, List.of())),
                List.of(new TxOutput(0, new byte[] {Script.OP_RETURN})),
                0);
        BlockHeader header = new BlockHeader(1, Hash256.ZERO, MerkleTree.root(List.of(coinbase.txid())), TIME, bits, 0);
        return new Block(header, List.of(coinbase));
    }
}
