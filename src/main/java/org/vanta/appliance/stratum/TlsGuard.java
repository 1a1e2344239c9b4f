package org.vanta.appliance.stratum;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.function.Supplier;

/** Waits behind the TLS handler for the end of the handshake, then makes way for the miner's handler; closes where there is none in time. */
final class TlsGuard extends ChannelInboundHandlerAdapter {
    private final Runnable failed;
    private final Supplier<MinerHandler> next;

    /** @param failed told when the handshake failed or took too long */
    TlsGuard(Runnable failed, Supplier<MinerHandler> next) {
        this.failed = failed;
        this.next = next;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                context.pipeline().replace(this, null, next.get());
            } else {
                failed.run();
                var unused = context.close();
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // The event told of it, and not of one that comes after: what is no TLS is no concern of the log.
        var unused = context.close();
    }
}
