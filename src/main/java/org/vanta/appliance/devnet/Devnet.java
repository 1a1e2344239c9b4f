package org.vanta.appliance.devnet;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.vanta.appliance.bitcoin.BitcoinLimits;
import org.vanta.appliance.bytes.Hex;

/** The devnet's JSON-RPC server on the loopback interface, with a user and a password made at its start. */
public final class Devnet implements AutoCloseable {
    /** The hex of the largest block and its envelope. */
    private static final int REQUEST_BYTES_MAX = 2 * BitcoinLimits.BLOCK_BYTES_MAX + 4096;

    /** Calls in hand, long polls included; more are answered as a full work queue is. */
    private static final int CALLS_MAX = 64;

    private static final int PASSWORD_BYTES = 16;

    private final ObjectMapper json = new ObjectMapper();
    private final Semaphore calls = new Semaphore(CALLS_MAX);
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final String password;
    private final byte[] authorization;
    private final DevnetRpc rpc;
    private final HttpServer server;

    private Devnet(DevnetOptions options) throws IOException {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        password = Hex.encode(random);
        authorization = ("Basic "
                        + Base64.getEncoder()
                                .encodeToString((user() + ":" + password).getBytes(StandardCharsets.US_ASCII)))
                .getBytes(StandardCharsets.US_ASCII);
        rpc = new DevnetRpc(new DevnetChain(options));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), options.port()), 0);
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    /** @throws IOException if the port is taken */
    public static Devnet start(DevnetOptions options) throws IOException {
        return new Devnet(options);
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public String user() {
        return "devnet";
    }

    public String password() {
        return password;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!authorized(exchange)) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"jsonrpc\"");
                exchange.sendResponseHeaders(401, -1);
            } else if (!exchange.getRequestMethod().equals("POST")) {
                answer(exchange, 405, "JSONRPC server handles only POST requests".getBytes(StandardCharsets.US_ASCII));
            } else if (!calls.tryAcquire()) {
                answer(exchange, 503, "Work queue depth exceeded".getBytes(StandardCharsets.US_ASCII));
            } else {
                try {
                    call(exchange);
                } finally {
                    calls.release();
                }
            }
        }
    }

    private boolean authorized(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        return header != null && MessageDigest.isEqual(header.getBytes(StandardCharsets.UTF_8), authorization);
    }

    private void call(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(REQUEST_BYTES_MAX + 1);
        if (body.length > REQUEST_BYTES_MAX) {
            answer(exchange, 413, new byte[0]);
            return;
        }
        try {
            JsonNode request = parsed(body);
            if (!request.isArray()) {
                Answer one = answerTo(request);
                answer(exchange, one.status(), json.writeValueAsBytes(one.reply()));
                return;
            }
            ArrayNode replies = json.createArrayNode();
            for (JsonNode one : request) {
                replies.add(answerTo(one).reply());
            }
            answer(exchange, 200, json.writeValueAsBytes(replies));
        } catch (RpcError e) {
            answer(exchange, httpStatus(e.code()), json.writeValueAsBytes(refusal(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One call's reply, and the HTTP status it has outside of a batch. */
    private record Answer(int status, ObjectNode reply) {}

    private Answer answerTo(JsonNode request) throws InterruptedException {
        ObjectNode reply;
        int status = 200;
        try {
            reply = json.createObjectNode();
            reply.set("result", rpc.call(params(request)));
            reply.putNull("error");
        } catch (RpcError e) {
            reply = refusal(e);
            status = httpStatus(e.code());
        }
        reply.set("id", request.hasNonNull("id") ? request.path("id") : NullNode.instance);
        return new Answer(status, reply);
    }

    private ObjectNode refusal(RpcError e) {
        ObjectNode reply = json.createObjectNode().putNull("result");
        reply.putObject("error").put("code", e.code()).put("message", e.getMessage());
        return reply.putNull("id");
    }

    private JsonNode parsed(byte[] body) throws IOException, RpcError {
        try {
            JsonNode request = json.readTree(body);
            if (!request.isMissingNode()) {
                return request;
            }
        } catch (JacksonException e) {
            throw new RpcError(RpcError.PARSE_ERROR, "Parse error");
        }
        throw new RpcError(RpcError.PARSE_ERROR, "Parse error");
    }

    private static RpcParams params(JsonNode request) throws RpcError {
        if (!request.isObject()) {
            throw new RpcError(RpcError.INVALID_REQUEST, "Invalid Request object");
        }
        JsonNode method = request.path("method");
        if (!method.isTextual()) {
            throw new RpcError(
                    RpcError.INVALID_REQUEST, method.isMissingNode() ? "Missing method" : "Method must be a string");
        }
        JsonNode params = request.path("params");
        if (!params.isArray() && !params.isMissingNode() && !params.isNull()) {
            throw new RpcError(RpcError.INVALID_REQUEST, "Params must be an array");
        }
        return new RpcParams(method.textValue(), params);
    }

    private static int httpStatus(int code) {
        return switch (code) {
            case RpcError.INVALID_REQUEST -> 400;
            case RpcError.METHOD_NOT_FOUND -> 404;
            default -> 500;
        };
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
