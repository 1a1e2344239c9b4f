package org.vanta.appliance.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a demo on a host where an appliance is set up disturbs nothing of it and leaves nothing. Method: the demo with such an environment, whose targets are watched. */
class DemoIT {
    @TempDir
    Path folder;

    @Test
    void leavesTheHostsApplianceAlone() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer sink = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        sink.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(201, -1);
            exchange.close();
        });
        sink.start();
        String url = "http://127.0.0.1:" + sink.getAddress().getPort();
        Path notes = folder.resolve("notes");
        Map<String, String> environment = new HashMap<>();
        environment.put("VANTA_NETWORK", "mainnet");
        environment.put("VANTA_DATA_DIR", folder.resolve("data").toString());
        environment.put("VANTA_L1_URL", url);
        environment.put(
                "VANTA_L1_COOKIE_FILE", folder.resolve("nonexistent.cookie").toString());
        environment.put("VANTA_L1_ZMQ", "tcp://127.0.0.1:1");
        environment.put("VANTA_L2_URL", url);
        environment.put("SHIELDED_NOTES_FILE", notes.toString());
        environment.put("VANTA_SHIELDED_NOTES_FILE", notes.toString());
        environment.put("VANTA_WEBHOOK_URL", url);
        environment.put("VANTA_WEBHOOK_NTFY_URL", url);
        environment.put("VANTA_STRATUM_ENABLED", "false");
        environment.put("VANTA_STRATUM_PROXY_PROTOCOL", "true");
        environment.put("VANTA_STRATUM_TLS_PORT", "1");
        environment.put("VANTA_STRATUM_RENTED_PORT", "1");
        environment.put("VANTA_GOSSIP_ENABLED", "true");
        try (VantaProgram demo = VantaProgram.start(
                environment, "demo", "--http-port", "0", "--stratum-port", "0", "--seconds-per-block", "1")) {
            Path secret = Path.of(demo.await("secret in ([^)]+)\\)").group(1));
            demo.await("found by the wallet");
            assertThat(secret).exists();
            demo.terminate();
            assertThat(secret.getParent()).as("nothing stays behind").doesNotExist();
        } finally {
            sink.stop(0);
        }
        assertThat(asked).hasValue(0);
        assertThat(folder).isEmptyDirectory();
    }
}
