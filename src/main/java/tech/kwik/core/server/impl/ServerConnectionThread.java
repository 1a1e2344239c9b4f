package tech.kwik.core.server.impl;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import tech.kwik.core.QuicConstants.TransportErrorCode;
import tech.kwik.core.impl.TransportError;
import tech.kwik.core.log.Logger;
import tech.kwik.core.packet.DatagramFilter;
import tech.kwik.core.packet.DatagramParserFilter;
import tech.kwik.core.packet.DatagramPostProcessingFilter;
import tech.kwik.core.packet.InitialPacket;
import tech.kwik.core.packet.PacketMetaData;

/**
 * Takes the place of the library's class of this name: one thread handles all packets of one connection. The library's keeps packets without bounds
 * while the thread is busy, and keeps them for whoever knows a connection's id; this one keeps {@link #PACKETS_MAX} and drops more. QUIC sends
 * anew what is lost.
 */
public final class ServerConnectionThread implements ServerConnectionProxy {
    /** Of at most 1,500 bytes: as many as a stream's window has room for. */
    static final int PACKETS_MAX = 256;

    private record Waiting(ByteBuffer data, PacketMetaData about) {}

    private final ServerConnectionImpl connection;
    private final List<InitialPacket> first;
    private final ByteBuffer rest;
    private final PacketMetaData aboutFirst;
    private final Logger log;
    private final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>(PACKETS_MAX);
    private final Thread thread;

    /**
     * @param first the packets that began the connection, read already
     * @param rest what the last of their datagrams holds besides
     */
    public ServerConnectionThread(
            ServerConnectionImpl connection,
            List<InitialPacket> first,
            ByteBuffer rest,
            PacketMetaData aboutFirst,
            Logger log) {
        this.connection = connection;
        this.first = first == null ? List.of() : first;
        this.rest = rest;
        this.aboutFirst = aboutFirst;
        this.log = log;
        thread = new Thread(this::run, "receiver-" + HexFormat.of().formatHex(getOriginalDestinationConnectionId()));
        thread.start();
    }

    @Override
    public byte[] getOriginalDestinationConnectionId() {
        return connection.getOriginalDestinationConnectionId();
    }

    @Override
    public void parsePackets(int number, Instant received, ByteBuffer data, InetSocketAddress source) {
        boolean unusedFull = !waiting.offer(new Waiting(data, new PacketMetaData(received, source, number)));
    }

    @Override
    public boolean isClosed() {
        return connection.isClosed();
    }

    @Override
    public void closeConnection() {
        connection.close();
    }

    @Override
    public void dispose() {
        thread.interrupt();
    }

    private void run() {
        try {
            for (InitialPacket packet : first) {
                connection.getPacketProcessorChain().processPacket(packet, aboutFirst);
            }
            DatagramFilter way = way();
            if (rest.hasRemaining()) {
                // Counted with the first packets, and once more on its way.
                connection.increaseAntiAmplificationLimit(-rest.remaining());
                way.processDatagram(rest.slice(), aboutFirst);
            }
            while (!thread.isInterrupted()) {
                Waiting next = waiting.take();
                way.processDatagram(next.data, next.about);
            }
        } catch (TransportError e) {
            connection.connectionError(e);
        } catch (InterruptedException _) {
            // Disposed of.
        } catch (Throwable _) {
            // To abort it, as the library does, takes it from the table alone: nobody is told, and it is there until it
            // is idle for too long.
            connection.connectionError(new TransportError(TransportErrorCode.INTERNAL_ERROR));
        }
    }

    /** From the socket to the connection: what is not this client's, or too short for an Initial packet, is dropped on it. */
    private DatagramFilter way() {
        DatagramFilter read = new DatagramPostProcessingFilter(
                connection::datagramProcessed, log, new DatagramParserFilter(connection.createParser()));
        DatagramFilter ofClient = new ClientAddressFilter(
                aboutFirst.sourceAddress(),
                log,
                new ClientInitialScidFilter(
                        connection.getDestinationConnectionId(), log, new InitialPacketMinimumSizeFilter(log, read)));
        return new AntiAmplificationTrackingFilter(connection::increaseAntiAmplificationLimit, ofClient);
    }

    @Override
    public String toString() {
        return thread.getName();
    }
}
