package org.vanta.appliance.stratum;

import io.netty.channel.Channel;
import io.netty.handler.traffic.GlobalTrafficShapingHandler;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.NetServerImpl;
import io.vertx.core.net.impl.SslChannelProvider;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A Vert.x server that asks about a connection when it is accepted. Vert.x itself tells of one only after its TLS handshake or PROXY header, so
 * that one which never gets so far would cost its sender nothing.
 */
final class AdmittingServer extends NetServerImpl {
    private final Predicate<Channel> admission;
    private final Consumer<Channel> admitted;

    /**
     * @param admission asked on the connection's event loop; what it turns down is closed
     * @param admitted told when the handlers of its handshake are in place
     */
    AdmittingServer(Vertx vertx, NetServerOptions options, Predicate<Channel> admission, Consumer<Channel> admitted) {
        super((VertxInternal) vertx, options);
        this.admission = admission;
        this.admitted = admitted;
    }

    @Override
    protected BiConsumer<Channel, SslChannelProvider> childHandler(
            ContextInternal context, SocketAddress address, GlobalTrafficShapingHandler shaping) {
        BiConsumer<Channel, SslChannelProvider> serve = super.childHandler(context, address, shaping);
        return (channel, tls) -> {
            if (admission.test(channel)) {
                serve.accept(channel, tls);
                admitted.accept(channel);
            } else {
                var unused = channel.close();
            }
        };
    }
}
