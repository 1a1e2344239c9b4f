package org.vanta.appliance.node;

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
}
