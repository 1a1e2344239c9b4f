package org.vanta.appliance.node;

import java.util.Comparator;
import java.util.List;

/** What became of one {@code submitblock} (BIP 22). */
public sealed interface SubmitResult {
    /** The node took the block as its best one (null). */
    record Accepted() implements SubmitResult {}

    /**
     * Taken, but not (yet) on the active chain ("inconclusive", "duplicate-inconclusive"), known before and perhaps on a side chain
     * ("duplicate"), or not to be judged by this node yet ("prev-blk-not-found", "time-too-new").
     */
    record Inconclusive(String word) implements SubmitResult {}

    /** The node's own reject word: "high-hash", "bad-txnmrklroot", … */
    record Rejected(String word) implements SubmitResult {}

    /** No answer: whether the block was taken must be asked of the chain. */
    record Unanswered(NodeFailure failure) implements SubmitResult {}

    /**
     * What several nodes' answers about one block come to: accepted if one took it; else inconclusive, else open as long as one has not
     * answered, else the first rejection.
     */
    static SubmitResult strongest(List<SubmitResult> results) {
        return results.stream()
                .min(Comparator.comparingInt(result -> switch (result) {
                    case Accepted _ -> 0;
                    case Inconclusive _ -> 1;
                    case Unanswered _ -> 2;
                    case Rejected _ -> 3;
                }))
                .orElseThrow(() -> new IllegalArgumentException("no node was asked"));
    }
}
