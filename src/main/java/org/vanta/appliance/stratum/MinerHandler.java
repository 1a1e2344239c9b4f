package org.vanta.appliance.stratum;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import org.jboss.logging.Logger;

/** Between the socket of a miner that has greeted as its port asks and its {@link StratumConnection}. On the socket's event loop. */
final class MinerHandler extends ChannelInboundHandlerAdapter implements StratumConnection.Outlet {
    /**
     * Unsent bytes of one connection before a write; a reader that slow is dropped, never waited for. It has seven minutes of jobs, beside what the
     * kernel holds.
     */
    static final int SEND_QUEUE_BYTES_MAX = 16 * 1024;

    private static final WriteBufferWaterMark SEND_QUEUE =
            new WriteBufferWaterMark(SEND_QUEUE_BYTES_MAX / 2, SEND_QUEUE_BYTES_MAX);
    private static final Logger LOG = Logger.getLogger(MinerHandler.class);

    private final MinerSocket socket;
    private EventLoopMiners miners;
    private boolean moves;
    private final StratumConnection connection;
    private final StratumProtocol protocol;

    /** @param rented whether it came to the port for rented hashpower */
    MinerHandler(MinerSocket socket, EventLoopMiners miners, boolean rented) {
        this.socket = socket;
        this.miners = miners;
        this.connection = new StratumConnection(this, miners.clock(), miners.lines(), miners.turns());
        this.protocol = miners.protocol(connection, socket.seat(), rented, this::becameMiner);
        socket.config().setWriteBufferWaterMark(SEND_QUEUE);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        socket.closing(this::ended);
        miners.opened(protocol, socket.seat());
    }

    private void becameMiner() {
        EventLoopMiners next = miners.onward();
        if (next != null) {
            var unused = socket.deregister().addListener(_ -> moveTo(next));
        }
    }

    private void moveTo(EventLoopMiners next) {
        if (!socket.isOpen()) {
            return;
        }
        connection.leave();
        miners = miners.left(protocol, next);
        moves = true;
        var unused = miners.loop().register(socket).addListener(registered -> {
            if (!registered.isSuccess()) {
                LOG.debugf("a connection is lost, the Stratum port is closed: %s", registered.cause());
                miners.lost(protocol);
            }
        });
    }

    /** On the thread it is to stay on, before anything is read there. */
    @Override
    public void channelRegistered(ChannelHandlerContext context) {
        if (moves) {
            moves = false;
            miners.arrived(protocol, socket.seat());
            connection.arrive(miners.lines(), miners.turns());
            // What could not be sent at once waits for a socket that this thread has not looked at yet.
            var unused = socket.flush();
        }
        context.fireChannelRegistered();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf chunk = (ByteBuf) message;
        try {
            connection.receive(chunk, protocol);
        } finally {
            chunk.release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException || cause instanceof DecoderException) {
            // Reset, or no TLS any more: the other end's doing, and no offence.
            LOG.debugf("closing a connection: %s", cause);
            gone();
            close();
        } else {
            failed(cause);
        }
    }

    @Override
    public void failed(Throwable fault) {
        LOG.errorf(fault, "a connection is closed for a fault of ours");
        connection.close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        ended();
    }

    private void ended() {
        try {
            gone();
        } finally {
            miners.closed(protocol);
        }
    }

    private void gone() {
        try {
            connection.gone();
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "what a connection said last is lost for a fault of ours");
        }
    }

    @Override
    public void read(boolean on) {
        socket.config().setAutoRead(on);
    }

    @Override
    public ByteBuf buffer(int bytes) {
        return socket.alloc().ioBuffer(bytes);
    }

    @Override
    public void send(ByteBuf bytes) {
        if (socket.isWritable()) {
            var unused = socket.writeAndFlush(bytes, socket.voidPromise());
        } else {
            bytes.release();
            connection.close();
        }
    }

    /** What the connection did is on record before the other end can see that it is closed. */
    @Override
    public void close() {
        try {
            miners.closed(protocol);
        } finally {
            var unused = socket.close();
        }
    }
}
