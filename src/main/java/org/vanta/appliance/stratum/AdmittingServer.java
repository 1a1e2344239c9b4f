package org.vanta.appliance.stratum;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.handler.traffic.GlobalTrafficShapingHandler;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.NetServerImpl;
import io.vertx.core.net.impl.SslChannelProvider;
import io.vertx.core.spi.transport.Transport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A Vert.x server that listens with an {@link Anteroom}, so that a connection counts from its acceptance on and costs little before it speaks.
 * Vert.x itself tells of one only after its TLS handshake or PROXY header.
 */
final class AdmittingServer extends NetServerImpl {
    private final Consumer<Channel> admitted;

    /** @param admitted told of a connection that has spoken, when the handlers of its handshake are in place */
    AdmittingServer(Vertx vertx, NetServerOptions options, Anteroom.Door door, Consumer<Channel> admitted) {
        super(listeningWith(door, (VertxInternal) vertx), options);
        this.admitted = admitted;
    }

    private static VertxInternal listeningWith(Anteroom.Door door, VertxInternal vertx) {
        Transport transport = new JDKTransport() {
            @Override
            public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
                return () -> new Anteroom(door);
            }
        };
        return new VertxWrapper(vertx) {
            @Override
            public Transport transport() {
                return transport;
            }
        };
    }

    @Override
    protected BiConsumer<Channel, SslChannelProvider> childHandler(
            ContextInternal context, SocketAddress address, GlobalTrafficShapingHandler shaping) {
        return super.childHandler(context, address, shaping).andThen((channel, _) -> admitted.accept(channel));
    }
}
