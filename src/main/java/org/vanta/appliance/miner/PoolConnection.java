package org.vanta.appliance.miner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A line-wise JSON connection to a pool. One thread reads; any may send. */
final class PoolConnection implements AutoCloseable {
    /** Longest line read; the largest templates' branches stay far below. */
    static final int LINE_BYTES_MAX = 64 * 1024;

    private static final int CONNECT_MILLIS = 5_000;

    /** A pool sends at least a job a minute; one that is silent for three is gone. */
    private static final int SILENCE_MILLIS = 180_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    PoolConnection(PoolAddress pool) throws IOException {
        socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(pool.host(), pool.port()), CONNECT_MILLIS);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(SILENCE_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** @throws IOException if the pool closed, was silent too long, or sent what is no JSON line */
    JsonNode read() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the pool closed the connection");
            }
            if (line.size() == LINE_BYTES_MAX) {
                throw new IOException("the pool sent a line longer than " + LINE_BYTES_MAX + " bytes");
            }
            line.write(b);
        }
        try {
            return JSON.readTree(line.toByteArray());
        } catch (JsonProcessingException e) {
            throw new IOException("the pool sent what is not JSON", e);
        }
    }

    void request(long id, String method, Object... params) throws IOException {
        String line = JSON.createObjectNode()
                        .put("id", id)
                        .put("method", method)
                        .set("params", JSON.valueToTree(params))
                        .toString()
                + "\n";
        synchronized (out) {
            out.write(line.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
