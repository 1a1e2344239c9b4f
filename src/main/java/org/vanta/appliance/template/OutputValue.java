package org.vanta.appliance.template;

/** What the coinbase's witness-v2 output says it is worth; the note always carries the full reward. */
public enum OutputValue {
    /** Nothing, so that the chain does not show the amount. */
    ZERO,
    /** Subsidy plus fees, for nodes that want to see the reward claimed. */
    FULL
}
