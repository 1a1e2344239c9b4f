package org.vanta.appliance.node;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * JSON-RPC 1.0 over HTTP as Bitcoin Core speaks it. Calls block a (virtual) thread, each on a connection of its own while it lasts. Numbers
 * with a fraction become {@link java.math.BigDecimal}: an amount never passes through floating point.
 */
final class JsonRpc implements AutoCloseable {
    /** Twice the hex of the largest block; a larger answer is not read. */
    static final int ANSWER_BYTES_MAX = 32 << 20;

    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final int WARMING_UP = -28;
    private static final int INITIAL_DOWNLOAD = -10;
    private static final int NO_PEERS = -9;
    private static final int METHOD_NOT_FOUND = -32601;
    private static final BodyHandler<byte[]> BOUNDED =
            BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX);

    private final NodeEndpoint endpoint;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http;
    private final AtomicLong lastId = new AtomicLong();

    JsonRpc(NodeEndpoint endpoint, Duration connectTimeout) {
        this.endpoint = endpoint;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .executor(executor)
                .build();
    }

    /** The {@code result}, which is a JSON null where the method answers null. */
    NodeReply<JsonNode> call(Duration timeout, String method, List<?> params) {
        long id = lastId.incrementAndGet();
        return exchange(timeout, method, bytes(request(id, method, params)), response -> read(id, method, response));
    }

    /**
     * Many calls of one method in one HTTP request (a JSON-RPC batch), each with a reply of its own, in the order of {@code params}.
     *
     * @param params of each call; not empty
     */
    NodeReply<List<NodeReply<JsonNode>>> callAll(Duration timeout, String method, List<List<?>> params) {
        long first = lastId.getAndAdd(params.size()) + 1;
        ArrayNode batch = JSON.createArrayNode();
        for (int i = 0; i < params.size(); i++) {
            batch.add(request(first + i, method, params.get(i)));
        }
        return exchange(timeout, method, bytes(batch), response -> readAll(first, params.size(), method, response));
    }

    private <T> NodeReply<T> exchange(
            Duration timeout, String method, byte[] body, Function<HttpResponse<byte[]>, NodeReply<T>> reader) {
        return switch (endpoint.credentials().authorization()) {
            case NodeReply.Failed<String>(NodeFailure failure) -> new NodeReply.Failed<>(failure);
            case NodeReply.Ok<String>(String authorization) -> exchange(timeout, method, body, reader, authorization);
        };
    }

    private <T> NodeReply<T> exchange(
            Duration timeout,
            String method,
            byte[] body,
            Function<HttpResponse<byte[]>, NodeReply<T>> reader,
            String authorization) {
        NodeReply<T> reply = exchangeOnce(timeout, method, body, reader, authorization);
        if (!(reply instanceof NodeReply.Failed<T>(NodeFailure.Unauthorized _))) {
            return reply;
        }
        // A node that just restarted has a new cookie: it may have been written between our reading and our call.
        return endpoint.credentials().authorization() instanceof NodeReply.Ok<String>(String fresh)
                        && !fresh.equals(authorization)
                ? exchangeOnce(timeout, method, body, reader, fresh)
                : reply;
    }

    private <T> NodeReply<T> exchangeOnce(
            Duration timeout,
            String method,
            byte[] body,
            Function<HttpResponse<byte[]>, NodeReply<T>> reader,
            String authorization) {
        HttpRequest request = HttpRequest.newBuilder(endpoint.url())
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            return reader.apply(send(request, deadline));
        } catch (IOException first) {
            if (neverConnected(first) || tooLong(first)) {
                return failed(first, method);
            }
            // The node closes idle connections; one that it closed as we wrote is tried once more. Every method we call
            // may come twice.
            try {
                return reader.apply(send(request, deadline));
            } catch (IOException second) {
                return failed(second, method);
            } catch (TimeoutException e) {
                return timedOut(method, timeout);
            } catch (InterruptedException e) {
                return interrupted(method);
            }
        } catch (TimeoutException e) {
            return timedOut(method, timeout);
        } catch (InterruptedException e) {
            return interrupted(method);
        }
    }

    private HttpResponse<byte[]> send(HttpRequest request, long deadline)
            throws IOException, TimeoutException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request, BOUNDED);
        try {
            return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(e.getCause());
        } catch (CancellationException e) {
            throw new IOException(e);
        } catch (TimeoutException | InterruptedException e) {
            answer.cancel(true);
            throw e;
        }
    }

    private static ObjectNode request(long id, String method, List<?> params) {
        ObjectNode request = JSON.createObjectNode();
        request.put("jsonrpc", "1.0").put("id", id).put("method", method);
        request.set("params", JSON.valueToTree(params));
        return request;
    }

    private static byte[] bytes(JsonNode body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("a request of JSON nodes can be written", e);
        }
    }

    private NodeReply<JsonNode> read(long id, String method, HttpResponse<byte[]> response) {
        return switch (parsed(method, response)) {
            case NodeReply.Ok<JsonNode>(JsonNode answer) -> result(id, method, answer, response.statusCode());
            case NodeReply.Failed<JsonNode> failed -> failed;
        };
    }

    private NodeReply<List<NodeReply<JsonNode>>> readAll(
            long first, int count, String method, HttpResponse<byte[]> response) {
        return switch (parsed(method, response)) {
            case NodeReply.Ok<JsonNode>(JsonNode answer) -> results(first, count, method, answer, response);
            case NodeReply.Failed<JsonNode>(NodeFailure failure) -> new NodeReply.Failed<>(failure);
        };
    }

    private NodeReply<List<NodeReply<JsonNode>>> results(
            long first, int count, String method, JsonNode answer, HttpResponse<byte[]> response) {
        if (!answer.isArray() || answer.size() != count) {
            // One error for all of them, or nothing that a batch is answered with.
            return switch (result(first, method, answer, response.statusCode())) {
                case NodeReply.Failed<JsonNode>(NodeFailure failure) -> new NodeReply.Failed<>(failure);
                case NodeReply.Ok<JsonNode> _ -> malformed(method, "no answer to each call of a batch");
            };
        }
        List<NodeReply<JsonNode>> results = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            results.add(result(first + i, method, answer.get(i), response.statusCode()));
        }
        return new NodeReply.Ok<>(results);
    }

    private NodeReply<JsonNode> parsed(String method, HttpResponse<byte[]> response) {
        return switch (response.statusCode()) {
            case 401 ->
                new NodeReply.Failed<>(new NodeFailure.Unauthorized(
                        endpoint.name() + " does not accept our user and password or cookie (HTTP 401)"));
            case 403 ->
                new NodeReply.Failed<>(new NodeFailure.Unauthorized(
                        endpoint.name() + " does not allow our address (HTTP 403; its rpcallowip)"));
            case 503 ->
                new NodeReply.Failed<>(new NodeFailure.Busy(endpoint.name() + " has its work queue full (HTTP 503)"));
            default -> {
                try {
                    yield new NodeReply.Ok<>(JSON.readTree(response.body()));
                } catch (IOException e) {
                    yield malformed(method, "HTTP " + response.statusCode() + " without JSON");
                }
            }
        };
    }

    private NodeReply<JsonNode> result(long id, String method, JsonNode answer, int status) {
        JsonNode error = answer.path("error");
        if (!answer.isObject() || (error.isMissingNode() && !answer.has("result"))) {
            return malformed(method, "HTTP " + status + " without result and error");
        }
        if (error.isObject()) {
            return new NodeReply.Failed<>(failure(
                    method, error.path("code").asInt(), error.path("message").asText()));
        }
        return answer.path("id").asLong() == id
                ? new NodeReply.Ok<>(answer.path("result"))
                : malformed(method, "the id of another call");
    }

    private NodeFailure failure(String method, int code, String message) {
        return switch (code) {
            case WARMING_UP, INITIAL_DOWNLOAD, NO_PEERS ->
                new NodeFailure.Busy(endpoint.name() + " is not ready: " + message + " (" + code + ")");
            case METHOD_NOT_FOUND ->
                new NodeFailure.MethodMissing(endpoint.name() + " does not know the method " + method);
            default -> new NodeFailure.Refused(code, message);
        };
    }

    private <T> NodeReply<T> malformed(String method, String what) {
        return new NodeReply.Failed<>(
                new NodeFailure.Malformed(endpoint.name() + " answered " + method + " with " + what));
    }

    private <T> NodeReply<T> timedOut(String method, Duration timeout) {
        return new NodeReply.Failed<>(new NodeFailure.TimedOut(
                endpoint.name() + " did not answer " + method + " within " + timeout.toMillis() + " ms"));
    }

    private <T> NodeReply<T> interrupted(String method) {
        Thread.currentThread().interrupt();
        return new NodeReply.Failed<>(
                new NodeFailure.Unreachable("gave up waiting for " + method + " of " + endpoint.name()));
    }

    /** The JDK has no type for it: {@link BodyHandlers#limiting} fails with this sentence. */
    private static boolean tooLong(IOException e) {
        return String.valueOf(e.getMessage()).contains("exceeds capacity");
    }

    private static boolean neverConnected(IOException e) {
        return e instanceof ConnectException || e instanceof HttpConnectTimeoutException;
    }

    private <T> NodeReply<T> failed(IOException e, String method) {
        boolean unresolved = e.getCause() instanceof UnresolvedAddressException
                || (e.getCause() != null && e.getCause().getCause() instanceof UnresolvedAddressException);
        if (neverConnected(e)) {
            String why = unresolved ? "its name does not resolve" : "no connection";
            return new NodeReply.Failed<>(
                    new NodeFailure.Unreachable("no node at " + endpoint.name() + " (" + why + ")"));
        }
        if (tooLong(e)) {
            return malformed(method, "more than " + ANSWER_BYTES_MAX + " bytes");
        }
        return new NodeReply.Failed<>(
                new NodeFailure.Unreachable("the connection to " + endpoint.name() + " broke during " + method));
    }

    @Override
    public void close() {
        http.shutdownNow();
        executor.shutdownNow();
    }
}
