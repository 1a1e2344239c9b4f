package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Goal: connections are taken at a pace and none is turned away. Method: Netty's channel without a socket, whose time the test moves. */
class AcceptPaceTest {
    private final EmbeddedChannel port = new EmbeddedChannel(new AcceptPace());

    private void connect(int count) {
        for (int i = 0; i < count; i++) {
            port.writeInbound("connection");
        }
    }

    private void passWindow() {
        port.advanceTimeBy(AcceptPace.WINDOW_MILLIS, TimeUnit.MILLISECONDS);
        port.runScheduledPendingTasks();
    }

    @Test
    void stopsAcceptingForTheRestOfAWindowThatIsFull() {
        port.freezeTime();
        connect(AcceptPace.PER_WINDOW_MAX - 1);
        assertThat(port.config().isAutoRead()).isTrue();
        connect(1);
        assertThat(port.config().isAutoRead()).isFalse();
        passWindow();
        assertThat(port.config().isAutoRead()).isTrue();
        assertThat(port.inboundMessages()).hasSize(AcceptPace.PER_WINDOW_MAX);
    }

    @Test
    void countsEachWindowAnew() {
        port.freezeTime();
        for (int i = 0; i < 10; i++) {
            connect(AcceptPace.PER_WINDOW_MAX - 1);
            assertThat(port.config().isAutoRead()).isTrue();
            passWindow();
        }
    }
}
