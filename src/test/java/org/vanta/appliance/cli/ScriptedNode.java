package org.vanta.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.chain.Network;

/** A node's JSON-RPC over a chain that the test writes, whatever the blocks are worth. */
final class ScriptedNode implements AutoCloseable {
    private final ObjectMapper json = new ObjectMapper();
    private final HttpServer http;
    final List<Block> blocks = new ArrayList<>();
    final AtomicInteger statsAsked = new AtomicInteger();
    /** What {@code getblockstats} answers: an error with this code, or HTTP 503 for 0. */
    volatile int statsError = -1;

    ScriptedNode() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", this::answer);
        http.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = json.readTree(exchange.getRequestBody());
            if (request.path("method").asText().equals("getblockstats") && statsError == 0) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            byte[] answer = json.writeValueAsBytes(request.isArray() ? all(request) : one(request));
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private ArrayNode all(JsonNode requests) {
        ArrayNode answers = json.createArrayNode();
        requests.forEach(request -> answers.add(one(request)));
        return answers;
    }

    private ObjectNode one(JsonNode request) {
        ObjectNode answer = json.createObjectNode();
        answer.set("id", request.path("id"));
        answer.putNull("error");
        JsonNode first = request.path("params").path(0);
        switch (request.path("method").asText()) {
            case "getblockchaininfo" ->
                answer.putObject("result")
                        .put("chain", Network.REGTEST.l1Chain())
                        .put("blocks", blocks.size() - 1)
                        .put("headers", blocks.size() - 1)
                        .put("bestblockhash", blocks.getLast().hash().displayHex())
                        .put("initialblockdownload", false);
            case "getblockhash" ->
                answer.put("result", blocks.get(first.asInt()).hash().displayHex());
            case "getblock" ->
                answer.put("result", Hex.encode(block(first.asText()).toBytes()));
            default -> {
                statsAsked.incrementAndGet();
                answer.putObject("error").put("code", statsError).put("message", "no undo data");
                answer.putNull("result");
            }
        }
        return answer;
    }

    private Block block(String hash) {
        return blocks.stream()
                .filter(block -> block.hash().equals(Hash256.fromDisplayHex(hash)))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
