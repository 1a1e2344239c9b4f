package org.vanta.appliance.stratum;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;

/** Brings what a connection said in the {@link Anteroom} to its other handlers, as soon as they are there and before anything else is read. */
final class FirstBytes extends ChannelInboundHandlerAdapter {
    private final byte[] said;

    FirstBytes(ByteBuffer said) {
        this.said = new byte[said.remaining()];
        said.get(this.said);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.fireChannelActive();
        context.fireChannelRead(context.alloc().ioBuffer(said.length).writeBytes(said));
        context.fireChannelReadComplete();
        context.pipeline().remove(this);
    }
}
