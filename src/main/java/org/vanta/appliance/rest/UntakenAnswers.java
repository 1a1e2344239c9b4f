package org.vanta.appliance.rest;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what answers hold that their readers have not taken: whoever asks for the largest on each connection and reads none would take all memory,
 * also that of miners. Beyond the bound the connection is closed that has taken nothing for longest.
 */
@Singleton
final class UntakenAnswers {
    /** Bytes of all answers together that wait for the network. */
    static final int BYTES_MAX = 16 << 20;

    /** Before every other route. */
    private static final int FIRST = Integer.MIN_VALUE;

    private final int bytesMax;
    private final SequencedSet<Waiting> waiting = new LinkedHashSet<>();
    private long bytes;

    UntakenAnswers() {
        this(BYTES_MAX);
    }

    UntakenAnswers(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    void route(@Observes Router router) {
        router.route().order(FIRST).handler(this::handle);
    }

    private void handle(RoutingContext context) {
        Channel channel = ((ConnectionBase) context.request().connection()).channel();
        if (channel.pipeline().get(Waiting.class) == null) {
            channel.pipeline().addFirst(new Waiting(this));
        }
        context.next();
    }

    /** Counts what begins to wait; those who have to go for it are closed. */
    private void begins(Waiting one, long count) {
        closeAll(counted(one, count));
    }

    private synchronized List<Waiting> counted(Waiting one, long count) {
        List<Waiting> slowest = new ArrayList<>();
        if (one.isClosed) {
            return slowest;
        }
        one.bytes += count;
        bytes += count;
        waiting.add(one);
        while (bytes > bytesMax) {
            Waiting first = waiting.removeFirst();
            bytes -= first.bytes;
            first.isClosed = true;
            slowest.add(first);
        }
        return slowest;
    }

    private static void closeAll(List<Waiting> slowest) {
        slowest.forEach(Waiting::close);
    }

    /** Was taken, or will never be. */
    private synchronized void ends(Waiting one, long count) {
        if (one.isClosed) {
            return;
        }
        one.bytes -= count;
        bytes -= count;
        // Who has taken something is not the slowest.
        waiting.remove(one);
        if (one.bytes > 0) {
            waiting.add(one);
        }
    }

    /** What waits on one connection, where the network takes it. */
    private static final class Waiting extends ChannelOutboundHandlerAdapter {
        private final UntakenAnswers all;
        private volatile @Nullable ChannelHandlerContext wire;

        // Both are all's, under its lock.
        private long bytes;
        private boolean isClosed;

        Waiting(UntakenAnswers all) {
            this.all = all;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            wire = context;
        }

        /** At once: asked from further in, the connection would first wait for what waits to be taken. */
        void close() {
            ChannelHandlerContext known = wire;
            if (known != null) {
                var unused = known.close();
            }
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (!(message instanceof ByteBuf part)) {
                var unused = context.write(message, promise);
                return;
            }
            long count = part.readableBytes();
            ChannelPromise told = promise.unvoid();
            all.begins(this, count);
            told.addListener(_ -> all.ends(this, count));
            var unused = context.write(message, told);
        }
    }
}
