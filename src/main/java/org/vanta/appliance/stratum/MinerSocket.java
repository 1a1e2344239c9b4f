package org.vanta.appliance.stratum;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.nio.channels.SocketChannel;

/** The channel of a connection, which gives back its place when it closes. */
final class MinerSocket extends NioSocketChannel {
    private final Seat seat;
    private Runnable closing = () -> {};

    MinerSocket(Channel port, SocketChannel socket, Seat seat) {
        super(port, socket);
        this.seat = seat;
    }

    Seat seat() {
        return seat;
    }

    /** What is to be done before anybody can see that it is closed. */
    void closing(Runnable step) {
        closing = step;
    }

    @Override
    protected void doClose() throws Exception {
        try {
            closing.run();
        } finally {
            try {
                super.doClose();
            } finally {
                seat.leave();
            }
        }
    }
}
