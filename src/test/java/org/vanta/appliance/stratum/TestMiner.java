package org.vanta.appliance.stratum;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A socket that sends exactly the bytes a test wants and reads lines. */
public final class TestMiner implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    public TestMiner(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** On a connection that is open. */
    TestMiner(Socket open) throws IOException {
        socket = open;
        socket.setSoTimeout(20_000);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** Sends in one segment. */
    public TestMiner send(String... lines) throws IOException {
        out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        return this;
    }

    TestMiner sendRaw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** The next line without its end, or null at the end of the stream. */
    @Nullable
    public String read() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            line.append((char) b);
        }
        return line.toString();
    }

    /** Whether bytes have come that were not read. */
    boolean hasMore() throws IOException {
        return in.available() > 0;
    }

    /** The next line that holds {@code word}. */
    public String readUntil(String word) throws IOException {
        String line = read();
        while (line != null && !line.contains(word)) {
            line = read();
        }
        if (line == null) {
            throw new IOException("closed before a line with " + word);
        }
        return line;
    }

    /** What one read of at most {@code max} bytes gives. */
    String readOnce(int max) throws IOException {
        byte[] bytes = new byte[max];
        int count = in.read(bytes);
        return new String(bytes, 0, Math.max(count, 0), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
