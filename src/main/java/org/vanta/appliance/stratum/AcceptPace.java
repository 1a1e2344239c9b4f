package org.vanta.appliance.stratum;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;

/**
 * Bounds how many connections a port accepts in a time, so that those who connect without end don't take it from those who mine. Nobody is refused
 * for it: who comes too fast waits in the system's listen queue. Stands before the acceptor of a listening channel; on its event loop.
 */
final class AcceptPace extends ChannelInboundHandlerAdapter {
    static final long WINDOW_MILLIS = 10;

    /** 2,000 a second: as many miners as one port is made for are back in ten seconds. */
    static final int PER_WINDOW_MAX = 20;

    private int accepted;
    private boolean waiting;

    /** Sets a pace for the port this connection came to, if it has none. */
    static void ensure(Channel connection) {
        Channel port = connection.parent();
        if (port != null && port.pipeline().get(AcceptPace.class) == null) {
            port.eventLoop().execute(() -> {
                if (port.pipeline().get(AcceptPace.class) == null) {
                    port.pipeline().addFirst(new AcceptPace());
                }
            });
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object connection) {
        context.fireChannelRead(connection);
        if (accepted++ == 0) {
            var unused = context.executor().schedule(() -> next(context), WINDOW_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (accepted >= PER_WINDOW_MAX && !waiting) {
            waiting = true;
            context.channel().config().setAutoRead(false);
        }
    }

    private void next(ChannelHandlerContext context) {
        accepted = 0;
        if (waiting) {
            waiting = false;
            context.channel().config().setAutoRead(true);
        }
    }
}
