package org.vanta.appliance.store;

/** How far a block of ours has come. */
public enum CandidateState {
    /** Written down; the node's answer is not known yet. */
    SUBMITTING,
    /** The node took it; its note is delivered to L2. */
    ACCEPTED,
    /** The node did not take it. */
    REJECTED,
    /** It was on the active chain and has left it; it becomes accepted again if it comes back. */
    ORPHANED
}
