package org.vanta.appliance.stratum;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The way of connections that became miners' from the event loop where all connections begin to those that have only miners. Thread-safe. */
final class Passage {
    private final EventExecutor newcomers;
    private final EventExecutorGroup onward;
    private final Map<EventExecutor, EventLoopMiners> miners;
    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * @param newcomers where connections begin
     * @param onward where miners are spread over
     * @param miners of all these event loops; complete before the first connection comes
     */
    Passage(EventExecutor newcomers, EventExecutorGroup onward, Map<EventExecutor, EventLoopMiners> miners) {
        this.newcomers = newcomers;
        this.onward = onward;
        this.miners = miners;
    }

    /** Where a connection of event loop {@code here} goes on once it is a miner's; null if there. */
    @Nullable
    EventLoopMiners from(EventExecutor here) {
        return here.equals(newcomers) ? miners.get(onward.next()) : null;
    }

    void begun() {
        underWay.incrementAndGet();
    }

    void ended() {
        underWay.decrementAndGet();
    }

    /** Whether no connection is on its way. */
    boolean isEmpty() {
        return underWay.get() == 0;
    }
}
