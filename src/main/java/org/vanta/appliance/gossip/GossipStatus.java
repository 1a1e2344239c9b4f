package org.vanta.appliance.gossip;

/**
 * How gossip is.
 *
 * @param sentence what a person should know
 */
public record GossipStatus(State state, String sentence) {
    /** From best to worst, {@link #OFF} aside. */
    public enum State {
        /** Not wanted. */
        OFF,
        /** There are neighbours. */
        CONNECTED,
        /** It runs, knows nobody to call, and waits to be called. */
        WAITING,
        /** It runs, and nobody it knows answers. */
        ALONE,
        /** It could not start. */
        DOWN
    }
}
