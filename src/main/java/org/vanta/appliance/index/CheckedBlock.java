package org.vanta.appliance.index;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bitcoin.Transaction;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.chain.ProofCheck;
import org.vanta.appliance.chain.ProvenSpend;
import org.vanta.appliance.chain.ShieldedEffects;
import org.vanta.appliance.chain.TransferJournal;
import org.vanta.appliance.chain.VerifiedProof;
import org.vanta.appliance.chain.WitnessProofs;

/**
 * A block whose proofs are checked, and what it does to the shielded state: a function of the block and of the pinned program.
 *
 * @param commitments backed, each once, in block order
 * @param nullifiers each once, in block order; earlier blocks may have revealed some of them
 * @param proofs verified, in block order
 */
record CheckedBlock(
        Block block, Set<Hash256> commitments, Set<Hash256> nullifiers, int unbackedAnchors, List<ProvenSpend> proofs) {
    /** Checks the proofs of all blocks together, so that blocks with one proof each use all processors too. */
    static List<CheckedBlock> of(List<Block> blocks, ProofCheck check) {
        List<byte[]> items = new ArrayList<>();
        for (Block block : blocks) {
            block.transactions().forEach(transaction -> items.addAll(WitnessProofs.in(transaction)));
        }
        Iterator<Optional<VerifiedProof>> answers = check.check(items).iterator();
        return blocks.stream().map(block -> of(block, answers)).toList();
    }

    private static CheckedBlock of(Block block, Iterator<Optional<VerifiedProof>> answers) {
        Set<Hash256> commitments = new LinkedHashSet<>();
        Set<Hash256> nullifiers = new LinkedHashSet<>();
        List<ProvenSpend> proofs = new ArrayList<>();
        int unbacked = 0;
        for (Transaction transaction : block.transactions()) {
            List<TransferJournal> journals = new ArrayList<>();
            for (int left = WitnessProofs.in(transaction).size(); left > 0; left--) {
                answers.next().ifPresent(proof -> {
                    proofs.add(new ProvenSpend(transaction.txid(), proof));
                    proof.journal().ifPresent(journals::add);
                });
            }
            ShieldedEffects effects = ShieldedEffects.of(transaction, journals);
            commitments.addAll(effects.commitments());
            nullifiers.addAll(effects.nullifiers());
            unbacked += effects.unbackedAnchors();
        }
        return new CheckedBlock(block, commitments, nullifiers, unbacked, proofs);
    }
}
