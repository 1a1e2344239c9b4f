package org.vanta.appliance.stratum;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.TransportProtocol;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits behind the decoder for a header of the PROXY protocol, moves the connection's place to the address in it, then makes way for the miner's
 * handler. Closes a connection whose header is malformed, or not complete in time, however often a byte of it comes. On its event loop.
 */
final class ProxyHeaderGuard extends ChannelInboundHandlerAdapter {
    private final Seat seat;
    private final LongSupplier clock;
    private final long millis;
    private final Runnable failed;
    private final Supplier<MinerHandler> next;
    private @Nullable ScheduledFuture<?> deadline;
    private boolean refused;

    /**
     * @param clock one that is never set, in nanoseconds
     * @param millis the header may take
     * @param failed told when it was none or took longer
     */
    ProxyHeaderGuard(Seat seat, LongSupplier clock, long millis, Runnable failed, Supplier<MinerHandler> next) {
        this.seat = seat;
        this.clock = clock;
        this.millis = millis;
        this.failed = failed;
        this.next = next;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        deadline = context.executor().schedule(() -> refuse(context), millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (!refused && message instanceof HAProxyMessage header) {
                take(context, header);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void take(ChannelHandlerContext context, HAProxyMessage header) {
        if (header.proxiedProtocol().transportProtocol() == TransportProtocol.DGRAM) {
            refuse(context);
        } else if (!isTold(header) || seat.moveTo(MinerAddress.of(header.sourceAddress()), clock.getAsLong())) {
            context.pipeline().replace(this, null, next.get());
        } else {
            close(context);
        }
    }

    /** Whether it says where the connection comes from: a health check of the load balancer's own says that it does not. */
    private static boolean isTold(HAProxyMessage header) {
        return header.proxiedProtocol() != HAProxyProxiedProtocol.UNKNOWN && header.sourceAddress() != null;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        refuse(context);
    }

    /** What comes after a first refusal is of the same header. */
    private void refuse(ChannelHandlerContext context) {
        if (!refused) {
            failed.run();
            close(context);
        }
    }

    private void close(ChannelHandlerContext context) {
        refused = true;
        var unused = context.close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }
}
