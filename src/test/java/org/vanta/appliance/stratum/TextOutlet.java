package org.vanta.appliance.stratum;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Takes what a connection sends as text, without a socket. */
class TextOutlet implements StratumConnection.Outlet {
    private final Consumer<String> sent;
    private final Runnable closed;

    /**
     * @param sent told of each write
     * @param closed told of each closing
     */
    TextOutlet(Consumer<String> sent, Runnable closed) {
        this.sent = sent;
        this.closed = closed;
    }

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
    public void read(boolean on) {}

    @Override
    public void failed(Throwable fault) {
        throw new AssertionError(fault);
    }

    @Override
    public void close() {
        closed.run();
    }
}
