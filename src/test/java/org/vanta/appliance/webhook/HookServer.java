package org.vanta.appliance.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A real HTTP server on loopback that keeps what was posted to it and fails when it is told to. */
final class HookServer implements AutoCloseable {
    record Received(
            String path,
            String body,
            @Nullable String title,
            @Nullable String authorization) {
        JsonNode json() throws IOException {
            return new ObjectMapper().readTree(body);
        }
    }

    record Settings(
            Optional<String> url,
            Optional<String> ntfyUrl,
            Optional<String> ntfyToken,
            Optional<String> discordUrl,
            Optional<String> telegramToken,
            Optional<String> telegramChat,
            String telegramUrl,
            Duration silentAfter,
            double bestDifficulty)
            implements WebhookConfig {}

    final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    /** How many of the next requests get {@link #failure}. */
    final AtomicInteger failures = new AtomicInteger();

    /** How many of the next answers never come to their end. */
    final AtomicInteger stalls = new AtomicInteger();

    final CountDownLatch stalled = new CountDownLatch(1);
    volatile int failure = 503;
    private final HttpServer server;

    HookServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (stalls.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                exchange.sendResponseHeaders(200, 100);
                exchange.getResponseBody().flush();
                stalled.countDown();
                return;
            }
            boolean fails = failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
            exchange.sendResponseHeaders(fails ? failure : 204, -1);
            exchange.close();
            if (!fails) {
                received.add(new Received(
                        exchange.getRequestURI().getPath(),
                        body,
                        exchange.getRequestHeaders().getFirst("Title"),
                        exchange.getRequestHeaders().getFirst("Authorization")));
            }
        });
        server.start();
    }

    String at(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** JSON alone, of blocks and silent miners. */
    Settings json() {
        return json(Duration.ofMinutes(30), 0);
    }

    Settings json(Duration silentAfter, double bestDifficulty) {
        return new Settings(
                Optional.of(at("/hook-s3cret")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                silentAfter,
                bestDifficulty);
    }

    /** Each service, and nothing but blocks. */
    Settings all() {
        return new Settings(
                Optional.of(at("/json")),
                Optional.of(at("/ntfy")),
                Optional.of("tk_s3cret"),
                Optional.of(at("/discord")),
                Optional.of("77:AAs3cret"),
                Optional.of("-100"),
                at(""),
                Duration.ZERO,
                0);
    }

    Received next() throws InterruptedException {
        Received next = received.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("a request within 20 s").isNotNull();
        return next;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
