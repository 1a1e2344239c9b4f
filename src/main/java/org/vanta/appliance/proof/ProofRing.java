package org.vanta.appliance.proof;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.chain.ProvenSpend;

/**
 * The last verified proofs, in memory only. A statement is remembered once however often it is submitted, and what was only submitted makes
 * room before what the chain carries, so that nobody can push out the chain's proofs. Thread-safe.
 */
@Singleton
public final class ProofRing {
    /** Proofs remembered. */
    public static final int SLOTS = 500;

    /** Newest last. */
    private final List<ProofEvent> events = new ArrayList<>(SLOTS);

    /** Remembers a proof. A statement that is submitted again changes nothing; one that a block carries takes the place of its submission. */
    public synchronized void add(ProofEvent event) {
        if (event.isSubmitted()) {
            if (events.stream().anyMatch(known -> sameStatement(known, event))) {
                return;
            }
        } else {
            events.removeIf(known -> known.isSubmitted() && sameStatement(known, event));
        }
        events.add(event);
        if (events.size() > SLOTS) {
            events.remove(leastWorth());
        }
    }

    /** Remembers what a block carries that joined the active chain. */
    public void addBlock(Instant time, Hash256 hash, int height, List<ProvenSpend> spends) {
        spends.forEach(
                spend -> add(new ProofEvent(time, spend.proof(), new ProofPlace.InBlock(spend.txid(), hash, height))));
    }

    private static boolean sameStatement(ProofEvent one, ProofEvent other) {
        return one.proof().statement().equals(other.proof().statement());
    }

    private int leastWorth() {
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).isSubmitted()) {
                return i;
            }
        }
        return 0;
    }

    /** Forgets what a block carried that has left the active chain. */
    public synchronized void removeBlock(Hash256 blockHash) {
        events.removeIf(event ->
                event.place() instanceof ProofPlace.InBlock(Hash256 _, Hash256 hash, int _) && hash.equals(blockHash));
    }

    /** Forgets all that blocks carried. */
    public synchronized void removeBlocks() {
        events.removeIf(event -> !event.isSubmitted());
    }

    /** Newest first. */
    public synchronized List<ProofEvent> recent() {
        return List.copyOf(events.reversed());
    }
}
