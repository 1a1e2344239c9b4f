package org.vanta.appliance.node;

/** What became of one {@code submitblock} (BIP 22). */
public sealed interface SubmitResult {
    /** The node took the block (null), or had it already ("duplicate"). */
    record Accepted() implements SubmitResult {}

    /** Taken, but not (yet) on the active chain ("inconclusive", "duplicate-inconclusive"). */
    record Inconclusive(String word) implements SubmitResult {}

    /** The node's own reject word: "high-hash", "bad-txnmrklroot", … */
    record Rejected(String word) implements SubmitResult {}

    /** No answer: whether the block was taken must be asked of the chain. */
    record Unanswered(NodeFailure failure) implements SubmitResult {}
}
