package org.vanta.appliance.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.ZError;

/** Goal: news of blocks by ZMQ come, or are asked for anew. Method: a publisher of our own, and a port that answers nothing. */
@Timeout(60)
class HashBlockSubscriberTest {
    private static final Hash256 BLOCK = Hash256.fromHex("01".repeat(31) + "02");

    private final LinkedBlockingQueue<Hash256> heard = new LinkedBlockingQueue<>();

    @Test
    void hearsOfABlock() throws Exception {
        try (ZContext context = new ZContext();
                ZMQ.Socket publisher = context.createSocket(SocketType.XPUB)) {
            int port = publisher.bindToRandomPort("tcp://127.0.0.1");
            try (HashBlockSubscriber subscriber = new HashBlockSubscriber("tcp://127.0.0.1:" + port, heard::add)) {
                subscriber.start();
                assertThat(publisher.recv()).as("a subscription").startsWith(1);
                publish(publisher);
                assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(BLOCK);
            }
        }
    }

    @Test
    void hearsAgainAfterAFailure() throws Exception {
        AtomicBoolean failed = new AtomicBoolean();
        Consumer<Hash256> failsOnce = hash -> {
            if (!failed.getAndSet(true)) {
                throw new ZMQException("no file descriptors, as if", ZError.EMFILE);
            }
            heard.add(hash);
        };
        try (ZContext context = new ZContext();
                ZMQ.Socket publisher = context.createSocket(SocketType.XPUB)) {
            int port = publisher.bindToRandomPort("tcp://127.0.0.1");
            try (HashBlockSubscriber subscriber =
                    new HashBlockSubscriber("tcp://127.0.0.1:" + port, failsOnce, Duration.ofMillis(10))) {
                subscriber.start();
                for (int blocks = 0; blocks < 2; blocks++) {
                    byte[] subscription = publisher.recv();
                    while (subscription[0] != 1) {
                        subscription = publisher.recv();
                    }
                    publish(publisher);
                }
                assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(BLOCK);
            }
        }
    }

    private static void publish(ZMQ.Socket publisher) {
        publisher.sendMore("hashblock".getBytes(StandardCharsets.US_ASCII));
        publisher.sendMore(Hex.decode(BLOCK.displayHex()));
        publisher.send(new byte[4]);
    }

    @Test
    void connectsAnewWhenItHearsNothingOfABlockThatIsThere() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 8, InetAddress.getByName("127.0.0.1"));
                HashBlockSubscriber subscriber =
                        new HashBlockSubscriber("tcp://127.0.0.1:" + silent.getLocalPort(), heard::add)) {
            silent.setSoTimeout(20_000);
            subscriber.start();
            try (Socket first = silent.accept()) {
                subscriber.expects(BLOCK);
                try (Socket second = silent.accept()) {
                    assertThat(second.getPort()).isNotEqualTo(first.getPort());
                }
            }
        }
    }
}
