package org.vanta.appliance.stratum;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose PROXY header is malformed, or not complete in time, however often a byte of it comes: Vert.x itself waits for the
 * header as long as there are any. Stands behind the decoder of the header; on its event loop.
 */
final class ProxyHeaderGuard extends ChannelInboundHandlerAdapter {
    private final long millis;
    private final Runnable late;
    private @Nullable ScheduledFuture<?> deadline;

    /**
     * @param millis the header may take
     * @param late told when it took longer
     */
    ProxyHeaderGuard(long millis, Runnable late) {
        this.millis = millis;
        this.late = late;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        deadline = context.executor()
                .schedule(
                        () -> {
                            late.run();
                            var unused = context.close();
                        },
                        millis,
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        cancel();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cancel();
        context.fireChannelInactive();
    }

    private void cancel() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.fireExceptionCaught(cause);
        var unused = context.close();
    }
}
