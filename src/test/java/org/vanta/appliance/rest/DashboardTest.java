package org.vanta.appliance.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.blackbox.Browser;

/** The dashboard's page in a browser, over answers a real appliance gives only in trouble. What it shows in health is DashboardIT's. */
class DashboardTest {
    private static final String UP = "{\"state\": \"up\", \"sentence\": \"is well\"}";
    private static final String HEALTH = """
            {"status": "up", "miners_connected": 3, "last_block_found": null, "difficulty_current": %s,
             "retry_queue_depth": 0, "l1": %s, "l2": %s, "store": %s, "gossip": %s}""";

    @TempDir
    Path directory;

    private final Map<String, String> answers = new HashMap<>();
    private HttpServer server;

    @BeforeAll
    static void browserIsThere() {
        Browser.assumeThere();
    }

    @BeforeEach
    void serve() throws IOException {
        answers.put("/health", HEALTH.formatted("1000000", UP, UP, UP, UP));
        answers.put(
                "/status",
                "{\"network\": \"devnet\", \"l1\": {\"height\": 7}, \"height\": 7, \"peer_count\": 0, \"commitment_count\": 1,"
                        + " \"pending_notes\": 0, \"smt_root\": \"ab12\", \"version\": \"1\"}");
        answers.put(
                "/miners",
                "{\"hash_rate\": {\"5m\": 2000, \"1h\": 2000, \"1d\": 2000}, \"workers\": 4711,"
                        + " \"refused_names\": [], \"miners\": []}");
        answers.put("/blocks", "{\"blocks\": []}");
        answers.put("/api/pool", "{\"blocksFound\": []}");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String answer = answers.get(path);
        String file = path.equals("/") ? "index.html" : path.substring(1);
        try (exchange;
                InputStream resource = getClass().getResourceAsStream("/META-INF/resources/" + file)) {
            byte[] body = answer != null
                    ? answer.getBytes(StandardCharsets.UTF_8)
                    : resource == null ? new byte[0] : resource.readAllBytes();
            String type = answer != null ? "application/json" : file.endsWith(".js") ? "text/javascript" : "text/html";
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(body.length == 0 ? 503 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private String page() throws IOException, InterruptedException {
        return Browser.drawn("http://127.0.0.1:" + server.getAddress().getPort() + "/", directory);
    }

    @Test
    void onePartThatFailsIsNamedAndTheOthersAreShown() throws Exception {
        answers.remove("/api/pool");
        assertThat(page())
                .contains("all is well; /api/pool answers 503")
                .contains("4711 workers known")
                .contains("ab12")
                .doesNotContain("does not answer");
    }

    @Test
    void anApplianceWithoutHealthDoesNotAnswer() throws Exception {
        answers.remove("/health");
        assertThat(page()).contains("the appliance does not answer (/health answers 503)");
    }

    @Test
    void aMinerThatWasRefusedIsShownWithTheReason() throws Exception {
        assertThat(page()).contains("<section id=\"refused\" hidden");
        answers.put(
                "/miners",
                "{\"hash_rate\": {\"5m\": 0, \"1h\": 0, \"1d\": 0}, \"workers\": 0, \"miners\": [], \"refused_names\": ["
                        + "{\"address\": \"192.168.1.20\", \"name\": \"0a1b2c...<b>\", \"user_agent\": \"bitaxe\", \"reason\":"
                        + " \"not_a_key\", \"sentence\": \"Owner key needs 64 hex digits, got 63\","
                        + " \"time\": \"2026-01-01T00:00:00Z\"}]}");
        assertThat(page())
                .contains("<section id=\"refused\">")
                .contains("192.168.1.20")
                .contains("0a1b2c...&lt;b&gt;")
                .contains("Owner key needs 64 hex digits, got 63");
    }

    @Test
    void withoutADifficultyNoBlockIsExpected() throws Exception {
        answers.put("/health", HEALTH.formatted("0", UP, UP, UP, UP));
        assertThat(page())
                .contains("all is well")
                .contains("id=\"expected\">–<")
                .contains("network difficulty –")
                .doesNotContain("every 0 s");
    }

    @Test
    void withADifficultyItIsSaidHowOftenABlockIsExpected() throws Exception {
        assertThat(page()).containsPattern("id=\"expected\">every [0-9,]+ years<");
    }
}
