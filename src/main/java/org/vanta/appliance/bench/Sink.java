package org.vanta.appliance.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * A port that takes every connection and makes nothing of it. An attack on it shows what the machine alone costs the honest miners of a server
 * beside it.
 */
public final class Sink implements AutoCloseable {
    private static final int BACKLOG = 4096;
    private static final int READ_BYTES = 1 << 16;

    private final ServerSocketChannel port = ServerSocketChannel.open();
    private final Selector selector = Selector.open();
    private final ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);

    /** Listens on a free port of {@code host}. */
    public Sink(String host) throws IOException {
        port.bind(new InetSocketAddress(host, 0), BACKLOG).configureBlocking(false);
        port.register(selector, SelectionKey.OP_ACCEPT);
    }

    public int port() throws IOException {
        return ((InetSocketAddress) port.getLocalAddress()).getPort();
    }

    /** Goes on until the process ends. */
    public void swallow() throws IOException {
        while (true) {
            selector.select();
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.isAcceptable()) {
                    accept();
                } else {
                    read((SocketChannel) key.channel());
                }
            }
            selector.selectedKeys().clear();
        }
    }

    private void accept() throws IOException {
        for (SocketChannel channel = port.accept(); channel != null; channel = port.accept()) {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
        }
    }

    private void read(SocketChannel channel) throws IOException {
        try {
            if (channel.read(in.clear()) < 0) {
                channel.close();
            }
        } catch (IOException e) {
            // A reset, as is to be expected.
            channel.close();
        }
    }

    @Override
    public void close() throws IOException {
        port.close();
        selector.close();
    }
}
