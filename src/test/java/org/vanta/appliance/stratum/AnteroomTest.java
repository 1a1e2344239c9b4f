package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Goal: silent connections never come to an event loop, and are few. Method: an echo behind an anteroom for two, real sockets, a clock by hand. */
class AnteroomTest {
    private static final int SILENT_MAX = 2;
    private static final long SILENCE_NANOS = 50_000_000;

    private final NioEventLoopGroup accepting = new NioEventLoopGroup(1);
    private final NioEventLoopGroup serving = new NioEventLoopGroup(1);
    private final BlockingQueue<Channel> served = new LinkedBlockingQueue<>();
    private final AtomicLong nanos = new AtomicLong();
    private final Admission admission = new Admission(100, 100, 100, new SimpleMeterRegistry());
    private final AtomicLong madeRoom = new AtomicLong();
    private final AtomicLong late = new AtomicLong();
    private volatile boolean shut;
    private Channel port;

    private final class TestDoor implements Anteroom.Door {
        @Override
        public @Nullable Seat admit(@Nullable MinerAddress from) {
            return Seat.take(from, admission, nanos());
        }

        @Override
        public boolean isShut() {
            return shut;
        }

        @Override
        public void madeRoom() {
            madeRoom.incrementAndGet();
        }

        @Override
        public void late() {
            late.incrementAndGet();
        }

        @Override
        public int silentMax() {
            return SILENT_MAX;
        }

        @Override
        public long silenceNanos() {
            return SILENCE_NANOS;
        }

        @Override
        public long nanos() {
            return nanos.get();
        }
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var unused = context.writeAndFlush((ByteBuf) message);
        }
    }

    @BeforeEach
    void listen() {
        port = new ServerBootstrap()
                .group(accepting, serving)
                .channelFactory(() -> new Anteroom(new TestDoor()))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        served.add(channel);
                        channel.pipeline().addLast(new Echo());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    @AfterEach
    void stop() {
        port.close().syncUninterruptibly();
        var unused = accepting.shutdownGracefully();
        var unusedToo = serving.shutdownGracefully();
    }

    private Socket connect() throws IOException {
        InetSocketAddress address = (InetSocketAddress) port.localAddress();
        return new Socket(address.getAddress(), address.getPort());
    }

    private static String echoed(Socket socket, String said) throws IOException {
        byte[] bytes = said.getBytes(StandardCharsets.US_ASCII);
        socket.getOutputStream().write(bytes);
        return new String(socket.getInputStream().readNBytes(bytes.length), StandardCharsets.US_ASCII);
    }

    private void awaitOpen(int wanted) {
        while (admission.open() != wanted) {
            Thread.onSpinWait();
        }
    }

    @Test
    void letsInWhoSpeaksWithAllThatWasSaid() throws Exception {
        try (Socket speaks = connect()) {
            awaitOpen(1);
            assertThat(served).isEmpty();
            assertThat(echoed(speaks, "first")).isEqualTo("first");
            assertThat(served.take().remoteAddress()).isEqualTo(speaks.getLocalSocketAddress());
            assertThat(echoed(speaks, "then")).isEqualTo("then");
        }
        awaitOpen(0);
    }

    @Test
    void takesMoreThanItReadsAtOnce() throws Exception {
        try (Socket speaks = connect()) {
            assertThat(echoed(speaks, "x".repeat(10_000))).hasSize(10_000).containsOnlyOnce("x".repeat(10_000));
        }
    }

    @Test
    void whoIsSilentForLongestMakesRoom() throws Exception {
        try (Socket first = connect();
                Socket second = connect();
                Socket third = connect()) {
            assertThat(first.getInputStream().read()).isEqualTo(-1);
            assertThat(madeRoom).hasValue(1);
            assertThat(echoed(second, "here")).isEqualTo("here");
            assertThat(echoed(third, "too")).isEqualTo("too");
            try (Socket fourth = connect()) {
                assertThat(echoed(fourth, "those who spoke take no room")).startsWith("those");
            }
            assertThat(madeRoom).hasValue(1);
        }
        awaitOpen(0);
    }

    @Test
    void closesWhoIsSilentForTooLong() throws Exception {
        try (Socket silent = connect()) {
            awaitOpen(1);
            nanos.addAndGet(SILENCE_NANOS);
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            awaitOpen(0);
            assertThat(served).isEmpty();
        }
    }

    @Test
    void closesAllWhenNobodyIsServedAnyMore() throws Exception {
        try (Socket silent = connect()) {
            awaitOpen(1);
            shut = true;
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            awaitOpen(0);
            assertThat(late).hasValue(0);
        }
    }

    @Test
    void closesWhoSpeaksWhenNobodyIsServedAnyMore() throws Exception {
        try (Socket late = connect()) {
            awaitOpen(1);
            shut = true;
            late.getOutputStream().write(1);
            assertThat(endOf(late)).isTrue();
            awaitOpen(0);
            assertThat(served).isEmpty();
        }
    }

    /** Whether nothing more comes: what was not read before the close makes it a reset. */
    private static boolean endOf(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() == -1;
        } catch (SocketException e) {
            return true;
        }
    }

    @Test
    void givesBackThePlaceOfWhoGoesInSilence() throws Exception {
        try (Socket silent = connect()) {
            awaitOpen(1);
            silent.setSoLinger(true, 0);
        }
        awaitOpen(0);
        assertThat(served).isEmpty();
    }

    @Test
    void closesWhoWaitsWithThePort() throws Exception {
        try (Socket silent = connect()) {
            awaitOpen(1);
            port.close().syncUninterruptibly();
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            awaitOpen(0);
        }
    }
}
