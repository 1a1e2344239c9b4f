package org.vanta.appliance.chain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.vanta.appliance.bitcoin.Transaction;
import org.vanta.appliance.bitcoin.TxOutput;
import org.vanta.appliance.bytes.Hash256;

/**
 * What one transaction does to the shielded state.
 *
 * @param commitments anchored commitments that the same transaction backs with a witness-v2 output, each once, in output order
 * @param nullifiers those of the verified journals, or without one the anchored ones; each once, in input or output order
 * @param unbackedAnchors commitment anchors without a matching output: anyone can write those, so they count for nothing
 */
public record ShieldedEffects(List<Hash256> commitments, List<Hash256> nullifiers, int unbackedAnchors) {
    public ShieldedEffects {
        commitments = List.copyOf(commitments);
        nullifiers = List.copyOf(nullifiers);
    }

    /** Of a transaction in which nothing was proven. */
    public static ShieldedEffects of(Transaction transaction) {
        return of(transaction, List.of());
    }

    /**
     * @param proven the verified journals of the transaction; they outrank its nullifier anchors, which anyone could have written
     */
    public static ShieldedEffects of(Transaction transaction, List<TransferJournal> proven) {
        Set<Hash256> backed = new HashSet<>();
        for (TxOutput output : transaction.outputs()) {
            WitnessV2.commitment(output.script()).ifPresent(backed::add);
        }
        Set<Hash256> seen = new HashSet<>();
        Set<Hash256> seenNullifiers = new HashSet<>();
        List<Hash256> commitments = new ArrayList<>();
        List<Hash256> anchored = new ArrayList<>();
        int unbacked = 0;
        for (TxOutput output : transaction.outputs()) {
            switch (Anchor.parse(output.script()).orElse(null)) {
                case null -> {}
                case Anchor.Nullifier(Hash256 value) -> addOnce(value, seenNullifiers, anchored);
                case Anchor.Commitment(Hash256 value) -> {
                    if (backed.contains(value)) {
                        addOnce(value, seen, commitments);
                    } else {
                        unbacked++;
                    }
                }
            }
        }
        List<Hash256> nullifiers = proven.isEmpty()
                ? anchored
                : proven.stream()
                        .flatMap(journal -> journal.nullifiers().stream())
                        .distinct()
                        .toList();
        return new ShieldedEffects(commitments, nullifiers, unbacked);
    }

    private static void addOnce(Hash256 value, Set<Hash256> seen, List<Hash256> list) {
        if (seen.add(value)) {
            list.add(value);
        }
    }
}
