package org.vanta.appliance.bitcoin;

import java.util.ArrayList;
import java.util.List;
import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;

/** A block: header and transactions, the first of them the coinbase. */
public record Block(BlockHeader header, List<Transaction> transactions) {
    public Block {
        transactions = List.copyOf(transactions);
    }

    /** Parses exactly one serialized block, as {@code getblock <hash> 0} gives it. */
    public static Block parse(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        BlockHeader header = BlockHeader.read(in);
        int count = in.compactSize(BitcoinLimits.BLOCK_TRANSACTIONS_MAX);
        List<Transaction> transactions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            transactions.add(Transaction.read(in));
        }
        in.expectEnd();
        return new Block(header, transactions);
    }

    public byte[] toBytes() {
        ByteWriter out = new ByteWriter(1024).bytes(header.toBytes()).compactSize(transactions.size());
        transactions.forEach(transaction -> out.bytes(transaction.toBytes()));
        return out.toBytes();
    }

    public Hash256 hash() {
        return header.hash();
    }
}
