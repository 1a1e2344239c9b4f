package org.vanta.appliance.rest;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Keeps room for one more connection: of the {@link Source} that has the most, the one is closed on which nothing has passed for longest. Who takes all
 * connections keeps nobody else out; behind a proxy, where all come from one address, the one goes that is used least.
 */
@Singleton
final class RestConnections {
    /** The server's own bound, which closes who comes last, is so much higher, or half: one that makes room is gone a moment later. */
    private static final int GOING_MAX = 64;

    private final int openMax;
    private final Set<Open> open = new HashSet<>();
    private final Map<String, Integer> bySource = new HashMap<>();

    @Inject
    RestConnections(@ConfigProperty(name = "quarkus.http.limits.max-connections") int serverMax) {
        this.openMax = serverMax - Math.min(GOING_MAX, serverMax / 2);
    }

    void started(@ObservesAsync HttpServerStart event, Vertx vertx, HttpServer server) {
        watch(vertx, server.getPort()).join();
    }

    /** Counts what is connected to this port, and what will be. */
    CompletableFuture<Void> watch(Vertx vertx, int port) {
        VertxInternal known = (VertxInternal) vertx;
        return onEach(known.getAcceptorEventLoopGroup(), channel -> watch(channel, port))
                .thenCompose(_ -> onEach(known.getEventLoopGroup(), this::takeOver));
    }

    private static CompletableFuture<Void> onEach(EventLoopGroup loops, Consumer<Channel> task) {
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (EventExecutor executor : loops) {
            SingleThreadEventLoop loop = (SingleThreadEventLoop) executor;
            Runnable run = () -> {
                // All before any: a task may close one.
                List<Channel> channels = new ArrayList<>();
                loop.registeredChannelsIterator().forEachRemaining(channels::add);
                channels.forEach(task);
            };
            all = CompletableFuture.allOf(all, CompletableFuture.runAsync(run, loop));
        }
        return all;
    }

    private void watch(Channel channel, int port) {
        if (channel instanceof ServerChannel
                && channel.localAddress() instanceof InetSocketAddress address
                && address.getPort() == port) {
            channel.pipeline().addFirst(new Door());
        }
    }

    /** One that was accepted before the door stood there. */
    private void takeOver(Channel channel) {
        if (channel.parent() != null
                && channel.parent().pipeline().get(Door.class) != null
                && channel.pipeline().get(Open.class) == null) {
            opened(channel).ifPresent(Open::close);
        }
    }

    private final class Door extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            if (accepted instanceof Channel channel) {
                opened(channel).ifPresent(Open::close);
            }
            context.fireChannelRead(accepted);
        }
    }

    /** @return the one that has to go */
    private synchronized Optional<Open> opened(Channel channel) {
        Open one = new Open(channel, System.nanoTime());
        bySource.merge(one.source, 1, Integer::sum);
        Optional<Open> goes = open.size() < openMax ? Optional.empty() : silentest();
        goes.ifPresent(this::forget);
        open.add(one);
        channel.pipeline().addFirst(one);
        channel.closeFuture().addListener(_ -> closed(one));
        return goes;
    }

    private Optional<Open> silentest() {
        int most = Collections.max(bySource.values());
        long now = System.nanoTime();
        return open.stream()
                .filter(one -> bySource.getOrDefault(one.source, 0) == most)
                .max(Comparator.comparingLong(one -> now - one.usedAt));
    }

    private synchronized void closed(Open one) {
        forget(one);
    }

    private void forget(Open one) {
        if (open.remove(one)) {
            bySource.computeIfPresent(one.source, (_, count) -> count > 1 ? count - 1 : null);
        }
    }

    /** One connection, where the network gives and takes. */
    private static final class Open extends ChannelDuplexHandler {
        private final Channel channel;
        private final String source;
        private volatile long usedAt;

        Open(Channel channel, long now) {
            this.channel = channel;
            this.source = channel.remoteAddress() instanceof InetSocketAddress address
                    ? Source.of(address.getAddress().getHostAddress())
                    : Source.UNKNOWN;
            this.usedAt = now;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            usedAt = System.nanoTime();
            context.fireChannelRead(message);
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            usedAt = System.nanoTime();
            var unused = context.write(message, promise);
        }

        /** At once: asked from further in, the connection would first wait for what waits to be taken. */
        void close() {
            ChannelHandlerContext wire = channel.pipeline().context(this);
            if (wire != null) {
                var unused = wire.close();
            }
        }
    }
}
