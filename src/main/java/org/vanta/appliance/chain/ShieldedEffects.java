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
 * @param nullifiers anchored nullifiers, each once, in output order
 * @param unbackedAnchors commitment anchors without a matching output: anyone can write those, so they count for nothing
 */
public record ShieldedEffects(List<Hash256> commitments, List<Hash256> nullifiers, int unbackedAnchors) {
    public ShieldedEffects {
        commitments = List.copyOf(commitments);
        nullifiers = List.copyOf(nullifiers);
    }

    public static ShieldedEffects of(Transaction transaction) {
        Set<Hash256> backed = new HashSet<>();
        for (TxOutput output : transaction.outputs()) {
            WitnessV2.commitment(output.script()).ifPresent(backed::add);
        }
        Set<Hash256> seen = new HashSet<>();
        List<Hash256> commitments = new ArrayList<>();
        List<Hash256> nullifiers = new ArrayList<>();
        int unbacked = 0;
        for (TxOutput output : transaction.outputs()) {
            switch (Anchor.parse(output.script()).orElse(null)) {
                case null -> {}
                case Anchor.Nullifier(Hash256 value) -> addOnce(value, seen, nullifiers);
                case Anchor.Commitment(Hash256 value) -> {
                    if (backed.contains(value)) {
                        addOnce(value, seen, commitments);
                    } else {
                        unbacked++;
                    }
                }
            }
        }
        return new ShieldedEffects(commitments, nullifiers, unbacked);
    }

    private static void addOnce(Hash256 value, Set<Hash256> seen, List<Hash256> list) {
        if (seen.add(value)) {
            list.add(value);
        }
    }
}
