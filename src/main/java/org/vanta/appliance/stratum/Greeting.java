package org.vanta.appliance.stratum;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.EventExecutor;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.vanta.appliance.stratum.StratumPorts.Kind;

/** What a connection to one kind of port must do before it may speak Stratum: nothing, a TLS handshake, or a header of the PROXY protocol. */
final class Greeting extends ChannelInitializer<Channel> {
    private final Kind kind;
    private final boolean proxied;
    private final StratumConfig config;
    private final Admission admission;
    private final LongSupplier clock;
    private final Supplier<SslContext> certificate;
    private final Executor handshakes;
    private final Map<EventExecutor, EventLoopMiners> miners;

    /**
     * @param clock one that is never set, in nanoseconds
     * @param certificate the one in use, asked for each connection to {@link Kind#TLS}
     * @param handshakes where what handshakes compute is computed
     * @param miners by their event loop
     */
    Greeting(
            Kind kind,
            StratumConfig config,
            Admission admission,
            LongSupplier clock,
            Supplier<SslContext> certificate,
            Executor handshakes,
            Map<EventExecutor, EventLoopMiners> miners) {
        this.kind = kind;
        this.proxied = kind == Kind.PROXIED || kind == Kind.PLAIN && config.proxyProtocol();
        this.config = config;
        this.admission = admission;
        this.clock = clock;
        this.certificate = certificate;
        this.handshakes = handshakes;
        this.miners = miners;
    }

    @Override
    protected void initChannel(Channel channel) {
        MinerSocket socket = (MinerSocket) channel;
        ChannelPipeline pipeline = channel.pipeline();
        Supplier<MinerHandler> next = () -> miner(socket);
        long millis = config.subscribeTimeout().toMillis();
        if (kind == Kind.TLS) {
            SslHandler tls = certificate.get().newHandler(channel.alloc(), handshakes);
            tls.setHandshakeTimeoutMillis(millis);
            pipeline.addLast(tls, new TlsGuard(this::failed, next));
        } else if (proxied) {
            pipeline.addLast(
                    new ProxyHeaderDecoder(), new ProxyHeaderGuard(socket.seat(), clock, millis, this::failed, next));
        } else {
            pipeline.addLast(next.get());
        }
    }

    private MinerHandler miner(MinerSocket socket) {
        EventLoopMiners here = miners.get(socket.eventLoop());
        if (here == null) {
            throw new IllegalStateException("an event loop that is none of ours: " + socket.eventLoop());
        }
        return new MinerHandler(socket, here, kind == Kind.RENTED);
    }

    private void failed() {
        admission.refused(Admission.Refusal.HANDSHAKE);
    }
}
