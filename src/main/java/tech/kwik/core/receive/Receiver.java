package tech.kwik.core.receive;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import tech.kwik.core.log.Logger;

/**
 * Takes the place of the library's class of this name: receives on a thread of its own what another thread reads. The library's keeps packets
 * without bounds if that one is slower; this one keeps {@link #PACKETS_MAX} and drops more, as the socket itself does. QUIC sends anew what is lost.
 */
public final class Receiver {
    public static final int MAX_DATAGRAM_SIZE = 1500;

    static final int PACKETS_MAX = 512;

    private static final long PAUSE_NANOS = 100_000_000;

    private volatile DatagramSocket socket;
    private final Consumer<Throwable> abortCallback;
    private final Predicate<DatagramPacket> packetFilter;
    private final BlockingQueue<RawPacket> received = new LinkedBlockingQueue<>(PACKETS_MAX);
    private final Thread thread = new Thread(this::run, "receiver");
    private volatile boolean closing;

    public Receiver(DatagramSocket socket, Logger log, Consumer<Throwable> abortCallback) {
        this(socket, log, abortCallback, _ -> true);
    }

    /** @param abortCallback told why no more is received */
    public Receiver(
            DatagramSocket socket,
            Logger ignoredLog,
            Consumer<Throwable> abortCallback,
            Predicate<DatagramPacket> packetFilter) {
        this.socket = socket;
        this.abortCallback = abortCallback;
        this.packetFilter = packetFilter;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    public void shutdown() {
        closing = true;
        thread.interrupt();
    }

    public RawPacket get() throws InterruptedException {
        return received.take();
    }

    /** @return null after so many seconds without a packet */
    public RawPacket get(int timeout) throws InterruptedException {
        return received.poll(timeout, TimeUnit.SECONDS);
    }

    public boolean hasMore() {
        return !received.isEmpty();
    }

    private void run() {
        byte[] buffer = new byte[MAX_DATAGRAM_SIZE];
        int number = 0;
        while (!closing) {
            DatagramSocket from = socket;
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                from.receive(packet);
                if (packetFilter.test(packet)) {
                    DatagramPacket kept = new DatagramPacket(
                            Arrays.copyOf(buffer, packet.getLength()), packet.getLength(), packet.getSocketAddress());
                    boolean unusedFull = !received.offer(new RawPacket(kept, Instant.now(), number++));
                }
            } catch (IOException e) {
                if (!closing && from.equals(socket)) {
                    abortCallback.accept(e);
                    return;
                }
            } catch (RuntimeException | Error _) {
                // A want of memory passes; ending the server's receiving would end the program.
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    public void changeAddress(DatagramSocket next) {
        DatagramSocket before = socket;
        socket = next;
        before.close();
    }
}
