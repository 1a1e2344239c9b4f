package org.vanta.appliance.devnet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.vanta.appliance.bitcoin.BitcoinLimits;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bitcoin.MerkleTree;
import org.vanta.appliance.bitcoin.Script;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bitcoin.Transaction;
import org.vanta.appliance.bitcoin.TxInput;
import org.vanta.appliance.bitcoin.TxOutput;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.chain.ShieldedEffects;
import org.vanta.appliance.chain.WitnessV2;

/**
 * What a block must be, in the order in which Bitcoin Core looks. Each rule answers with Core's own reject word; {@code bad-cb-shielded} is
 * the chain's own: a coinbase pays exactly one witness-v2 output and anchors its commitment.
 */
final class BlockRules {
    static final Duration FUTURE_MAX = Duration.ofHours(2);
    private static final int VERSION_MIN = 4;
    private static final Target EASIEST = Target.fromBits(DevnetOptions.EASIEST_BITS);

    private BlockRules() {}

    /** Rules that need nothing but the block. */
    static Optional<String> onItsOwn(Block block, Hash256 hash) {
        if (!meetsItsOwnTarget(block.header().bits(), hash)) {
            return Optional.of("high-hash");
        }
        List<Hash256> txids =
                block.transactions().stream().map(Transaction::txid).toList();
        if (!MerkleTree.root(txids).equals(block.header().merkleRoot())) {
            return Optional.of("bad-txnmrklroot");
        }
        if (hasRepeatedPair(txids)) {
            return Optional.of("bad-txns-duplicate");
        }
        if (!block.transactions().getFirst().isCoinbase()) {
            return Optional.of("bad-cb-missing");
        }
        for (Transaction transaction : block.transactions()) {
            Optional<String> bad = transactionAlone(transaction);
            if (bad.isPresent()) {
                return bad;
            }
        }
        return block.transactions().stream().skip(1).anyMatch(Transaction::isCoinbase)
                ? Optional.of("bad-cb-multiple")
                : Optional.empty();
    }

    private static boolean meetsItsOwnTarget(int bits, Hash256 hash) {
        try {
            Target target = Target.fromBits(bits);
            return target.compareTo(EASIEST) <= 0 && target.isMetBy(hash);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** A merkle level that repeats its last pair gives another block the same root (CVE-2012-2459). */
    private static boolean hasRepeatedPair(List<Hash256> txids) {
        return new HashSet<>(txids).size() != txids.size();
    }

    static Optional<String> transactionAlone(Transaction transaction) {
        if (transaction.inputs().isEmpty()) {
            return Optional.of("bad-txns-vin-empty");
        }
        if (transaction.outputs().isEmpty()) {
            return Optional.of("bad-txns-vout-empty");
        }
        long total = 0;
        for (TxOutput output : transaction.outputs()) {
            if (output.value() < 0) {
                return Optional.of("bad-txns-vout-negative");
            }
            total += output.value();
            if (total < 0) {
                return Optional.of("bad-txns-txouttotal-toolarge");
            }
        }
        Set<Object> spent = new HashSet<>();
        for (TxInput input : transaction.inputs()) {
            if (!spent.add(input.previous())) {
                return Optional.of("bad-txns-inputs-duplicate");
            }
        }
        if (transaction.isCoinbase()) {
            int length = transaction.inputs().getFirst().script().length;
            return length < BitcoinLimits.COINBASE_SCRIPT_BYTES_MIN || length > BitcoinLimits.COINBASE_SCRIPT_BYTES_MAX
                    ? Optional.of("bad-cb-length")
                    : Optional.empty();
        }
        return Optional.empty();
    }

    /** Rules on the header that need its parent. */
    static Optional<String> headerAfter(StoredBlock parent, Block block, int bits, long now) {
        if (block.header().bits() != bits) {
            return Optional.of("bad-diffbits");
        }
        long time = Integer.toUnsignedLong(block.header().time());
        if (time <= parent.medianTime()) {
            return Optional.of("time-too-old");
        }
        if (time > now + FUTURE_MAX.toSeconds()) {
            return Optional.of("time-too-new");
        }
        return block.header().version() < VERSION_MIN
                ? Optional.of(String.format(
                        Locale.ROOT, "bad-version(0x%08x)", block.header().version()))
                : Optional.empty();
    }

    /** Rules on the content that need the height. */
    static Optional<String> contentAt(int height, Block block) {
        Transaction coinbase = block.transactions().getFirst();
        byte[] script = coinbase.inputs().getFirst().script();
        byte[] expected = Script.height(height);
        if (script.length < expected.length
                || !Arrays.equals(script, 0, expected.length, expected, 0, expected.length)) {
            return Optional.of("bad-cb-height");
        }
        return witness(block).or(() -> shielded(coinbase));
    }

    private static Optional<String> witness(Block block) {
        Transaction coinbase = block.transactions().getFirst();
        List<Transaction> others =
                block.transactions().subList(1, block.transactions().size());
        Optional<byte[]> committed = WitnessCommitment.of(coinbase);
        if (committed.isEmpty()) {
            return block.transactions().stream().anyMatch(Transaction::hasWitness)
                    ? Optional.of("unexpected-witness")
                    : Optional.empty();
        }
        List<byte[]> stack = coinbase.inputs().getFirst().witness();
        if (stack.size() != 1 || stack.getFirst().length != Hash256.BYTES) {
            return Optional.of("bad-witness-nonce-size");
        }
        byte[] expected = WitnessCommitment.script(others, stack.getFirst());
        return Arrays.equals(committed.get(), 0, expected.length, expected, 0, expected.length)
                ? Optional.empty()
                : Optional.of("bad-witness-merkle-match");
    }

    private static Optional<String> shielded(Transaction coinbase) {
        List<Hash256> paid = new ArrayList<>();
        coinbase.outputs()
                .forEach(output -> WitnessV2.commitment(output.script()).ifPresent(paid::add));
        boolean anchored =
                paid.size() == 1 && ShieldedEffects.of(coinbase).commitments().equals(paid);
        return anchored ? Optional.empty() : Optional.of("bad-cb-shielded");
    }
}
