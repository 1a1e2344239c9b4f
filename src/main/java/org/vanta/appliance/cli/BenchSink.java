package org.vanta.appliance.cli;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A process that takes connections and makes nothing of them, until it is closed. */
final class BenchSink implements AutoCloseable {
    private final Process process;
    private final int port;

    private BenchSink(Process process) throws IOException {
        this.process = process;
        String line = process.inputReader().readLine();
        if (line == null) {
            throw new CannotException("the sink did not start");
        }
        port = Integer.parseInt(line);
    }

    static BenchSink start() throws IOException {
        return new BenchSink(BenchServer.program("bench", "stratum-sink")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", port);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
