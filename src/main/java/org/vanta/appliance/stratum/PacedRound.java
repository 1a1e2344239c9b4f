package org.vanta.appliance.stratum;

import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * A plain refresh of work, handed to the miners of one event loop little by little: nobody waits for it, and the loop stays free for those
 * who submit. For one thread.
 */
final class PacedRound {
    static final long TICK_MILLIS = 100;

    /** Longest a round takes, so that with the time between two jobs no miner is left in silence for 55 seconds. */
    static final long ROUND_MILLIS = 20_000;

    /** Few miners need no pacing. */
    static final int PER_TICK_MIN = 20;

    private final Iterator<StratumProtocol> waiting;
    private final Consumer<StratumProtocol> give;
    private final int perTick;

    /** @param give gives one of them its work */
    PacedRound(List<StratumProtocol> miners, Consumer<StratumProtocol> give) {
        this.give = give;
        waiting = miners.iterator();
        int ticks = (int) (ROUND_MILLIS / TICK_MILLIS);
        perTick = Math.max(PER_TICK_MIN, (miners.size() + ticks - 1) / ticks);
    }

    /** Gives the next miners their work; to be called each tick. Returns whether there are more. */
    boolean tick() {
        for (int i = 0; i < perTick && waiting.hasNext(); i++) {
            give.accept(waiting.next());
        }
        return waiting.hasNext();
    }
}
