package org.vanta.appliance.stratum;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Takes what a connection sends as text, without a socket.
 *
 * @param sent told of each write
 * @param closed told of each closing
 */
record TextOutlet(Consumer<String> sent, Runnable closed) implements StratumConnection.Outlet {
    /** What a miner says, as it comes from a socket. */
    static ByteBuf chunk(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    @Override
    public ByteBuf buffer(int bytes) {
        return Unpooled.buffer(bytes);
    }

    @Override
    public void send(ByteBuf bytes) {
        sent.accept(bytes.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        closed.run();
    }
}
