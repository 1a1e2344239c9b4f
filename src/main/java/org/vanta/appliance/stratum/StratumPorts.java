package org.vanta.appliance.stratum;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.util.EnumMap;
import java.util.Map;

/** The listening ports, each with an {@link Anteroom}, all accepted by one thread. Thread-safe. */
final class StratumPorts {
    /** What a port is for. */
    enum Kind {
        /** Whoever mines. */
        PLAIN("VANTA_STRATUM_PORT"),
        /** Behind a load balancer that speaks the PROXY protocol. */
        PROXIED("VANTA_STRATUM_PROXY_PORT"),
        /** Hashpower that is rented: never below {@link StratumProtocol#RENTED_LEAST}. */
        RENTED("VANTA_STRATUM_RENTED_PORT"),
        /** As {@link #PLAIN}, over TLS. */
        TLS("VANTA_STRATUM_TLS_PORT");

        private final String setting;

        Kind(String setting) {
            this.setting = setting;
        }
    }

    private static final int ACCEPT_BACKLOG = 4096;
    private static final int READ_BYTES_MIN = 64;
    private static final int READ_BYTES = 2_048;

    /** Of one read: who says more than is looked at has two of them wait, for which {@link LineRoom} is to do for a hundred such. */
    private static final int READ_BYTES_MAX = 16 * 1024;

    private final EventLoopGroup accepting = new NioEventLoopGroup(1, new DefaultThreadFactory("stratum-accept", true));
    private final EventLoopGroup serving;
    private final Anteroom.Door door;
    private final Map<Kind, Channel> open = new EnumMap<>(Kind.class);

    /** @param serving what connections that have spoken are spread over */
    StratumPorts(EventLoopGroup serving, Anteroom.Door door) {
        this.serving = serving;
        this.door = door;
    }

    /**
     * Opens a port; returns when it takes connections.
     *
     * @param port 0 for any that is free
     * @param greeting puts the handlers of a connection into place, on its event loop
     * @throws IOException if it can't be had, with a sentence for the operator
     */
    synchronized void open(Kind kind, String host, int port, ChannelHandler greeting) throws IOException {
        ChannelFuture bound = new ServerBootstrap()
                .group(accepting, serving)
                .channelFactory(() -> new Anteroom(door))
                .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(
                        ChannelOption.RCVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(READ_BYTES_MIN, READ_BYTES, READ_BYTES_MAX))
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(greeting)
                .bind(new InetSocketAddress(host, port))
                .awaitUninterruptibly();
        Throwable failure = bound.cause();
        if (failure != null) {
            throw new IOException("Stratum port " + port + " " + sentence(kind, host, failure), failure);
        }
        open.put(kind, bound.channel());
    }

    private static String sentence(Kind kind, String host, Throwable failure) {
        String why = String.valueOf(failure.getMessage());
        if (failure instanceof BindException && why.contains("in use")) {
            return "is taken by another program; stop it or set " + kind.setting + " to a free port";
        }
        if (failure instanceof BindException && why.contains("assign")
                || failure instanceof UnresolvedAddressException) {
            return "can't be opened on " + host
                    + ", which is no address of this machine; set VANTA_STRATUM_HOST to one";
        }
        return "can't be opened: " + failure;
    }

    /** The port in use, 0 if there is none of this kind. */
    synchronized int of(Kind kind) {
        Channel channel = open.get(kind);
        return channel != null && channel.localAddress() instanceof InetSocketAddress address ? address.getPort() : 0;
    }

    /** Closes them and those who wait there; who has spoken stays. Returns when it is done. */
    void close() {
        EventLoops.close(accepting);
    }
}
