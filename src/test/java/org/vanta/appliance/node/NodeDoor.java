package org.vanta.appliance.node;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before the embedded L1, hands each request on to it, and fails as told. */
final class NodeDoor implements AutoCloseable {
    private static final String NO_PEERS =
            "{\"result\":null,\"error\":{\"code\":-9,\"message\":\"Bitcoin is not connected!\"},\"id\":$ID}";

    /** The requests of long polls, as they come. */
    final BlockingQueue<String> longPolls = new LinkedBlockingQueue<>();

    final AtomicInteger templatesAsked = new AtomicInteger();
    final AtomicInteger looks = new AtomicInteger();
    private final DevnetFixture devnet;
    private final FakeNode front;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Set<Socket> held = ConcurrentHashMap.newKeySet();
    private final Set<Socket> dead = ConcurrentHashMap.newKeySet();
    private volatile boolean refusing;
    private volatile boolean impatient;

    NodeDoor(DevnetFixture devnet) {
        this.devnet = devnet;
        this.front = new FakeNode(this::answer);
    }

    NodeEndpoint endpoint() {
        return new NodeEndpoint(front.url(), devnet.credentials(), Optional.empty());
    }

    /** From now on every {@code getblocktemplate} is refused, and who waits in one is thrown out. */
    void refuseTemplates() throws IOException {
        refusing = true;
        for (Socket socket : held) {
            FakeNode.reset(socket);
        }
    }

    void giveTemplates() {
        refusing = false;
    }

    /** Long polls that are held now are never answered, and nobody is told. */
    void loseHeldLongPolls() {
        dead.addAll(held);
    }

    /** Long polls are answered at once. */
    void neverHoldLongPolls() {
        impatient = true;
    }

    private void answer(Socket socket, String request) throws IOException {
        String body = request.substring(request.indexOf("\r\n\r\n") + 4);
        boolean longPoll = body.contains("longpollid");
        if (body.contains("getbestblockhash")) {
            looks.incrementAndGet();
        }
        if (body.contains("getblocktemplate")) {
            templatesAsked.incrementAndGet();
            if (refusing) {
                FakeNode.write(socket, 500, NO_PEERS.replace("$ID", FakeNode.id(request)));
                return;
            }
        }
        if (longPoll) {
            held.add(socket);
            longPolls.add(body);
        }
        HttpResponse<String> response = forward(impatient ? body.replace("longpollid", "other") : body);
        held.remove(socket);
        if (!longPoll || !dead.contains(socket)) {
            FakeNode.write(socket, response.statusCode(), response.body());
        }
    }

    private HttpResponse<String> forward(String body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(devnet.url())
                .header("Authorization", authorization())
                .header("Content-Type", "application/json")
                .timeout(Duration.ofMinutes(5))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private String authorization() {
        return devnet.credentials().authorization() instanceof NodeReply.Ok<String>(String header) ? header : "";
    }

    @Override
    public void close() {
        front.close();
        http.shutdownNow();
    }
}
