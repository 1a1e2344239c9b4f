package org.vanta.appliance.stratum;

import io.netty.channel.nio.NioEventLoop;
import io.netty.channel.nio.NioTask;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A listening port whose connections wait on the accepting thread until they have said something, and only then come to an event loop: before, they
 * are a socket and little else, so that thousands that come and go in silence cost those who mine nothing. In Stratum, in TLS and in the PROXY
 * protocol it is the miner who speaks first.
 */
final class Anteroom extends NioServerSocketChannel {
    private static final Logger LOG = Logger.getLogger(Anteroom.class);
    private static final int ACCEPTED_AT_ONCE = 64;
    private static final int FIRST_BYTES_MAX = 2_048;
    /** Connections that are looked at before whoever else waits for the processor has it; some 20 us each. */
    private static final int BEFORE_OTHERS = 8;

    /** Who may come in, and what becomes of those who do not speak. Asked on the accepting thread. */
    interface Door {
        /** The place of a connection that was just accepted, from where it comes; null if there is none for it. */
        @Nullable
        Seat admit(@Nullable MinerAddress from);

        /** Whether nobody is served any more, or at present. */
        boolean isShut();

        /** One had to make room for another. */
        void madeRoom();

        /** One was silent for too long. */
        void late();

        /** How many may wait; beyond, who is silent for longest makes room for the next. */
        int silentMax();

        /** How long one may be silent, in nanoseconds. */
        long silenceNanos();

        /** A clock that is never set, in nanoseconds. */
        long nanos();
    }

    private final Door door;
    private int looked;
    private final SequencedMap<SocketChannel, Seat> waiting = new LinkedHashMap<>();
    private final ByteBuffer in = ByteBuffer.allocateDirect(FIRST_BYTES_MAX);
    /** An object of its own, as the event loop takes a key that has a channel attached for one of that channel's. */
    private final NioTask<SocketChannel> listener = new NioTask<>() {
        @Override
        public void channelReady(SocketChannel channel, SelectionKey key) {
            ready(channel, key);
        }

        @Override
        public void channelUnregistered(SocketChannel channel, @Nullable Throwable cause) {
            Seat seat = waiting.get(channel);
            if (seat != null) {
                turnOut(channel, seat);
            }
        }
    };

    private @Nullable Future<?> looks;

    Anteroom(Door door) {
        this.door = door;
    }

    @Override
    protected void doBind(SocketAddress localAddress) throws Exception {
        super.doBind(localAddress);
        long millis = Deadlines.lookMillis(door.silenceNanos());
        looks = eventLoop().scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Takes connections in; what it gives, none, is what goes to an event loop now. */
    @Override
    protected int doReadMessages(List<Object> ready) throws IOException {
        for (int i = 0; i < ACCEPTED_AT_ONCE; i++) {
            SocketChannel channel = javaChannel().accept();
            if (channel == null) {
                break;
            }
            take(channel);
            letOthersGoFirst();
        }
        return 0;
    }

    /** What goes wrong with one connection is not to close the port. */
    private void take(SocketChannel channel) {
        Seat seat = null;
        try {
            seat = door.admit(
                    channel.getRemoteAddress() instanceof InetSocketAddress from
                            ? MinerAddress.of(from.getAddress())
                            : null);
            if (seat == null) {
                channel.close();
                return;
            }
            if (waiting.size() >= door.silentMax()) {
                door.madeRoom();
                turnOutLongest();
            }
            channel.configureBlocking(false);
            ((NioEventLoop) eventLoop()).register(channel, SelectionKey.OP_READ, listener);
            waiting.put(channel, seat);
        } catch (IOException | RuntimeException e) {
            LOG.debugf(e, "a connection was lost at its acceptance");
            if (seat == null) {
                close(channel);
            } else {
                turnOut(channel, seat);
            }
        }
    }

    /** Thousands at once are work for many milliseconds, for which no miner on the same processor is to wait. */
    @SuppressWarnings("ThreadPriorityCheck")
    private void letOthersGoFirst() {
        looked++;
        if (looked % BEFORE_OTHERS == 0) {
            Thread.yield();
        }
    }

    private void turnOutLongest() {
        Map.Entry<SocketChannel, Seat> longest = waiting.firstEntry();
        turnOut(longest.getKey(), longest.getValue());
    }

    private void turnOut(SocketChannel channel, Seat seat) {
        waiting.remove(channel);
        seat.leave();
        close(channel);
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debugf("closing a connection that said nothing: %s", e);
        }
    }

    private void ready(SocketChannel channel, SelectionKey key) {
        letOthersGoFirst();
        Seat seat = waiting.get(channel);
        if (seat == null) {
            return;
        }
        int read = read(channel);
        if (read < 0 || door.isShut()) {
            turnOut(channel, seat);
        } else if (read > 0) {
            key.cancel();
            waiting.remove(channel);
            MinerSocket spoken = new MinerSocket(this, channel, seat);
            spoken.pipeline().addFirst(new FirstBytes(in.flip()));
            pipeline().fireChannelRead(spoken);
            pipeline().fireChannelReadComplete();
        }
    }

    /** As many bytes as it has said, or less than none if it is gone. */
    private int read(SocketChannel channel) {
        try {
            return channel.read(in.clear());
        } catch (IOException e) {
            // Reset: it has gone, which is no offence.
            return -1;
        }
    }

    private void look() {
        boolean shut = door.isShut();
        long now = door.nanos();
        while (!waiting.isEmpty()) {
            boolean late = now - waiting.firstEntry().getValue().since() >= door.silenceNanos();
            if (!shut && !late) {
                return;
            }
            if (late) {
                door.late();
            }
            turnOutLongest();
        }
    }

    @Override
    protected void doClose() throws Exception {
        if (looks != null) {
            looks.cancel(false);
        }
        while (!waiting.isEmpty()) {
            turnOutLongest();
        }
        super.doClose();
    }
}
