package org.vanta.appliance.gossip.core;

/** How far a message is to spread. */
public sealed interface Scope {
    /** Through the whole topic; {@code round} is the number of hops it has made, 0 to 65,535. */
    record Swarm(int round) implements Scope {
        static final int ROUND_MAX = 0xffff;

        Swarm next() {
            return new Swarm(Math.min(round + 1, ROUND_MAX));
        }
    }

    /** No farther than the publisher's neighbours. */
    record Neighbors() implements Scope {}
}
