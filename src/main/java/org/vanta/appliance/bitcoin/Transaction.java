package org.vanta.appliance.bitcoin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.bytes.Sha256;

/** A transaction in Bitcoin's serialization, with or without witness (BIP 144). */
public record Transaction(int version, List<TxInput> inputs, List<TxOutput> outputs, int lockTime) {
    private static final int WITNESS_MARKER = 0;
    private static final int WITNESS_FLAG = 1;

    public Transaction {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** Parses exactly one transaction. */
    public static Transaction parse(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        Transaction transaction = read(in);
        in.expectEnd();
        return transaction;
    }

    public static Transaction read(ByteReader in) {
        int version = in.i32();
        int inputCount = in.compactSize(BitcoinLimits.INPUTS_MAX);
        boolean hasWitness = inputCount == WITNESS_MARKER;
        if (hasWitness) {
            int flag = in.u8();
            if (flag != WITNESS_FLAG) {
                throw new MalformedBytesException("unknown transaction flag " + flag);
            }
            inputCount = in.compactSize(BitcoinLimits.INPUTS_MAX);
        }
        List<TxInput> inputs = new ArrayList<>();
        for (int i = 0; i < inputCount; i++) {
            OutPoint previous = new OutPoint(in.hash256(), in.i32());
            inputs.add(new TxInput(
                    previous, in.lengthPrefixed(BitcoinLimits.SCRIPT_BYTES_MAX), in.i32(), Collections.emptyList()));
        }
        int outputCount = in.compactSize(BitcoinLimits.OUTPUTS_MAX);
        List<TxOutput> outputs = new ArrayList<>();
        for (int i = 0; i < outputCount; i++) {
            outputs.add(new TxOutput(in.i64(), in.lengthPrefixed(BitcoinLimits.SCRIPT_BYTES_MAX)));
        }
        if (hasWitness) {
            inputs.replaceAll(
                    input -> new TxInput(input.previous(), input.script(), input.sequence(), readWitness(in)));
        }
        return new Transaction(version, inputs, outputs, in.i32());
    }

    private static List<byte[]> readWitness(ByteReader in) {
        int count = in.compactSize(BitcoinLimits.WITNESS_ITEMS_MAX);
        List<byte[]> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(in.lengthPrefixed(BitcoinLimits.BLOCK_BYTES_MAX));
        }
        return items;
    }

    public boolean hasWitness() {
        return inputs.stream().anyMatch(input -> !input.witness().isEmpty());
    }

    public boolean isCoinbase() {
        return inputs.size() == 1 && inputs.getFirst().previous().equals(OutPoint.NULL);
    }

    /** With witness when there is one. */
    public byte[] toBytes() {
        return serialize(hasWitness());
    }

    /** The form whose hash is the transaction id. */
    public byte[] toBytesWithoutWitness() {
        return serialize(false);
    }

    private byte[] serialize(boolean withWitness) {
        ByteWriter out = new ByteWriter().i32(version);
        if (withWitness) {
            out.u8(WITNESS_MARKER).u8(WITNESS_FLAG);
        }
        out.compactSize(inputs.size());
        for (TxInput input : inputs) {
            out.hash256(input.previous().txid())
                    .i32(input.previous().index())
                    .lengthPrefixed(input.script())
                    .i32(input.sequence());
        }
        out.compactSize(outputs.size());
        for (TxOutput output : outputs) {
            out.i64(output.value()).lengthPrefixed(output.script());
        }
        if (withWitness) {
            for (TxInput input : inputs) {
                out.compactSize(input.witness().size());
                input.witness().forEach(out::lengthPrefixed);
            }
        }
        return out.i32(lockTime).toBytes();
    }

    public Hash256 txid() {
        return Sha256.twice(toBytesWithoutWitness());
    }

    /** The witness transaction id (BIP 141). */
    public Hash256 wtxid() {
        return Sha256.twice(toBytes());
    }
}
