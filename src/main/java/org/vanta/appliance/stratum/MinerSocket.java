package org.vanta.appliance.stratum;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.nio.channels.SocketChannel;

/** The channel of a connection, which gives back its place when it closes. */
final class MinerSocket extends NioSocketChannel {
    private final Seat seat;

    MinerSocket(Channel port, SocketChannel socket, Seat seat) {
        super(port, socket);
        this.seat = seat;
    }

    Seat seat() {
        return seat;
    }

    @Override
    protected void doClose() throws Exception {
        try {
            super.doClose();
        } finally {
            seat.leave();
        }
    }
}
