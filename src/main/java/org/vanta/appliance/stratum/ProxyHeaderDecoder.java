package org.vanta.appliance.stratum;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ProtocolDetectionState;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolException;
import java.util.List;

/** Refuses at once what can't become a header of the PROXY protocol; Netty's own waits for the end of the header whatever comes. */
final class ProxyHeaderDecoder extends HAProxyMessageDecoder {
    @Override
    protected void callDecode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (detectProtocol(in).state() == ProtocolDetectionState.INVALID) {
            throw new HAProxyProtocolException("no header of the PROXY protocol");
        }
        super.callDecode(context, in, out);
    }
}
