package org.vanta.appliance.store;

import java.util.Collection;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.vanta.appliance.bytes.Hash256;

/**
 * Blocks of ours that a node took and that were not met on the active chain yet, by height: another node may have had another block first, or the
 * chain went by before we looked. For one thread.
 */
final class UnmetBlocks {
    /** Of the blocks found before a start, as many are looked at again. */
    static final int LATEST_MAX = 100;

    private final NavigableMap<Integer, Set<Hash256>> byHeight = new TreeMap<>();

    /** @param latest accepted blocks of which it is not known whether they were met */
    void begin(Collection<Candidate> latest) {
        byHeight.clear();
        latest.forEach(candidate -> add(candidate.height(), candidate.blockHash()));
    }

    void add(int height, Hash256 blockHash) {
        byHeight.computeIfAbsent(height, _ -> new HashSet<>()).add(blockHash);
    }

    /** Those up to a height that the active chain has reached. */
    void upTo(int height, BiConsumer<Integer, Set<Hash256>> each) {
        byHeight.headMap(height, true).forEach(each);
    }

    /** Forgets {@link #upTo}. */
    void forget(int height) {
        byHeight.headMap(height, true).clear();
    }
}
