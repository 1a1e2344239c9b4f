package org.vanta.appliance.stratum;

import io.netty.channel.EventLoopGroup;
import java.util.concurrent.TimeUnit;

/** How event loops end. */
final class EventLoops {
    private static final long CLOSE_SECONDS = 5;

    private EventLoops() {}

    /** Closes all channels on them and ends their threads; returns when it is done. */
    static void close(EventLoopGroup loops) {
        loops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
