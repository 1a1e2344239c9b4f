package org.vanta.appliance.gossip.transport;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.core.PeerId;

/**
 * A real iroh endpoint in a process of its own: {@code test/iroh/peer.mjs} on the Node addon that {@code test/iroh/install} gets. Without
 * it tests are skipped with a word, or fail if {@code VANTA_REQUIRE_IROH=true}.
 */
final class IrohPeer implements AutoCloseable {
    private static final Path HOME = Path.of("test", "iroh").toAbsolutePath();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LIMIT_SECONDS = 20;

    private final Process process;
    private final Writer commands;
    private final LinkedBlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
    final JsonNode ready;

    private IrohPeer(Optional<String> relay) throws IOException, InterruptedException {
        List<String> line =
                new ArrayList<>(List.of("node", HOME.resolve("peer.mjs").toString()));
        relay.ifPresent(line::add);
        process = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        commands = process.outputWriter();
        Thread.ofVirtual().start(this::read);
        ready = await("ready");
    }

    static IrohPeer start() throws IOException, InterruptedException {
        return start(Optional.empty());
    }

    static IrohPeer start(Optional<String> relay) throws IOException, InterruptedException {
        if (!Files.isDirectory(HOME.resolve("node_modules/@number0/iroh"))) {
            String absent = "SKIPPED: the real iroh peer is absent; src/test/iroh/install gets it";
            if (Boolean.parseBoolean(System.getenv("VANTA_REQUIRE_IROH"))) {
                fail(absent);
            }
            System.err.println(absent);
            abort(absent);
        }
        return new IrohPeer(relay);
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                events.add(JSON.readTree(line));
            }
        } catch (IOException _) {
            // The process is gone; who waits for an event says which one.
        }
    }

    PeerId id() {
        return PeerId.fromHex(ready.get("peer").asText());
    }

    PeerAddress address() {
        List<InetSocketAddress> direct = new ArrayList<>();
        for (JsonNode text : ready.get("addresses")) {
            int colon = text.asText().lastIndexOf(':');
            direct.add(new InetSocketAddress(
                    text.asText().substring(0, colon),
                    Integer.parseInt(text.asText().substring(colon + 1))));
        }
        return new PeerAddress(Optional.empty(), direct);
    }

    JsonNode await(String kind) throws InterruptedException {
        List<JsonNode> others = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (System.nanoTime() < end) {
            JsonNode next = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next != null && next.get("event").asText().equals(kind)) {
                return next;
            }
            if (next != null) {
                others.add(next);
            }
        }
        throw new AssertionError("iroh told no '" + kind + "' within " + LIMIT_SECONDS + " s, but " + others);
    }

    ObjectNode command(String name) {
        return JSON.createObjectNode().put("command", name);
    }

    void tell(ObjectNode command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
    }

    void dial(PeerId peer, PeerAddress address) throws IOException {
        ObjectNode dial = command("dial").put("peer", peer.hex());
        address.relay().ifPresent(url -> dial.put("via", url));
        address.direct().forEach(to -> dial.withArray("addresses").add("127.0.0.1:" + to.getPort()));
        tell(dial);
    }

    void send(String topic, String... frames) throws IOException {
        ObjectNode send = command("send").put("topic", topic);
        for (String frame : frames) {
            send.withArray("frames").add(frame);
        }
        tell(send);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
