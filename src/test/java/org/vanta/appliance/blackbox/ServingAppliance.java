package org.vanta.appliance.blackbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.vanta.appliance.node.Credentials;
import org.vanta.appliance.node.NodeFixture;

/** A running {@code vanta serve} on free ports, spoken to over its own interfaces only. */
public final class ServingAppliance implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final VantaProgram program;
    private final int httpPort;
    private final int stratumPort;

    private ServingAppliance(VantaProgram program, int stratumPort, int httpPort) {
        this.program = program;
        this.stratumPort = stratumPort;
        this.httpPort = httpPort;
    }

    public static ServingAppliance start(Path dataDir, String ownerKey, Map<String, String> l1)
            throws IOException, InterruptedException {
        VantaProgram program = VantaProgram.start(environment(dataDir, ownerKey, l1), "serve");
        try {
            int stratumPort = Integer.parseInt(
                    program.await("Stratum listens on .*:(\\d+)").group(1));
            int httpPort = Integer.parseInt(
                    program.await("Listening on: http://[^ ]*:(\\d+)").group(1));
            return new ServingAppliance(program, stratumPort, httpPort);
        } catch (Throwable e) {
            // Nobody else knows of the process yet.
            program.close();
            throw e;
        }
    }

    /** What {@code vanta serve} is told: free ports but for an HTTP port that {@code l1} names. */
    static Map<String, String> environment(Path dataDir, String ownerKey, Map<String, String> l1) {
        Map<String, String> environment = new HashMap<>(l1);
        environment.put("SHIELDED_PUBKEY", ownerKey);
        environment.put("VANTA_DATA_DIR", dataDir.toString());
        environment.putIfAbsent("VANTA_HTTP_PORT", "0");
        environment.put("VANTA_STRATUM_PORT", "0");
        environment.put("VANTA_GOSSIP_PORT", "0");
        return environment;
    }

    /** The settings that point the appliance at a node. */
    static Map<String, String> l1(NodeFixture node) {
        Map<String, String> l1 = new HashMap<>();
        l1.put("VANTA_NETWORK", node.chain());
        l1.put("VANTA_L1_URL", node.url().toString());
        switch (node.credentials()) {
            case Credentials.CookieFile(Path file) -> l1.put("VANTA_L1_COOKIE_FILE", file.toString());
            case Credentials.Password(String user, String password) -> {
                l1.put("VANTA_L1_USER", user);
                l1.put("VANTA_L1_PASSWORD", password);
            }
        }
        node.zmq().ifPresent(address -> l1.put("VANTA_L1_ZMQ", address));
        return l1;
    }

    public VantaProgram program() {
        return program;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + httpPort);
    }

    public String stratumUrl() {
        return "stratum+tcp://127.0.0.1:" + stratumPort;
    }

    public int stratumPort() {
        return stratumPort;
    }

    public HttpResponse<String> request(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(url().resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    public JsonNode get(String path) throws IOException, InterruptedException {
        return json.readTree(request(path).body());
    }

    /** Brings an envelope, each part as hex. */
    public HttpResponse<String> submit(String ephemeralPubkey, String ciphertext, String commitment)
            throws IOException, InterruptedException {
        String body = json.createObjectNode()
                .put("ephemeral_pubkey", ephemeralPubkey)
                .put("ciphertext", ciphertext)
                .put("commitment", commitment)
                .toString();
        return http.send(
                HttpRequest.newBuilder(url().resolve("/submit"))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Of every note in the inbox, in order. */
    List<String> noteCommitments() throws IOException, InterruptedException {
        return notes().stream().map(note -> note.path("commitment").asText()).toList();
    }

    /** The whole inbox. */
    List<JsonNode> notes() throws IOException, InterruptedException {
        List<JsonNode> notes = new ArrayList<>();
        String after = "0";
        while (true) {
            JsonNode page = get("/notes?limit=1000&after=" + after);
            page.path("notes").forEach(notes::add);
            if (page.path("notes").isEmpty()) {
                return notes;
            }
            after = page.path("next").asText();
        }
    }

    /** Looks at a resource again and again until it is as it should be. */
    public JsonNode await(String path, Predicate<JsonNode> condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        JsonNode last = json.nullNode();
        while (System.nanoTime() < deadline) {
            try {
                last = get(path);
                if (condition.test(last)) {
                    return last;
                }
            } catch (ConnectException e) {
                throw new AssertionError("the appliance is gone:\n" + program.output(), e);
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
        throw new AssertionError(path + " stayed " + last + "\n" + program.output());
    }

    @Override
    public void close() {
        program.close();
    }
}
