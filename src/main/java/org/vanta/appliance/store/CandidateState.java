package org.vanta.appliance.store;

/** How far a block of ours has come. */
public enum CandidateState {
    /** Written down; the node's answer is not known yet. */
    SUBMITTING,
    /** The node took it; its note is delivered to L2. */
    ACCEPTED,
    /** No node took it; it becomes accepted if the chain has it after all. */
    REJECTED,
    /** It was on the active chain and has left it; it becomes accepted again if it comes back. */
    ORPHANED
}
