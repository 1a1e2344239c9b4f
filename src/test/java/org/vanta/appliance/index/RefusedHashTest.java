package org.vanta.appliance.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.node.DevnetFixture;
import org.vanta.appliance.node.FakeNode;
import org.vanta.appliance.node.NodeClient;
import org.vanta.appliance.node.NodeEndpoint;

/**
 * Goal: a node that refuses a hash on the way back to the common ancestor has nothing undone, and is asked again. Method: the embedded L1 over
 * JSON-RPC, with a server before it that hands each request on and refuses some.
 */
class RefusedHashTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private final DevnetFixture devnet = DevnetFixture.start();
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile String refused = "nothing";

    private void answer(Socket socket, String request) throws IOException {
        String body = request.substring(request.indexOf("\r\n\r\n") + 4);
        if (body.contains("\"getblockhash\"") && body.contains(refused)) {
            FakeNode.answering(
                            500,
                            "{\"result\":null,\"error\":{\"code\":-8,\"message\":\"Block height out of range\"},"
                                    + "\"id\":$ID}")
                    .answer(socket, request);
            return;
        }
        HttpResponse<String> response = forward(body);
        FakeNode.answering(response.statusCode(), response.body()).answer(socket, request);
    }

    private HttpResponse<String> forward(String body) throws IOException {
        try {
            return http.send(
                    HttpRequest.newBuilder(devnet.url())
                            .header("Authorization", devnet.authorization())
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Test
    void undoesNothingBeforeTheWayBackIsKnown() {
        try (devnet;
                FakeNode front = new FakeNode(this::answer);
                NodeClient client = new NodeClient(
                        new NodeEndpoint(front.url(), devnet.credentials(), Optional.empty()),
                        TIMEOUT,
                        TIMEOUT,
                        TIMEOUT);
                Followed followed = new Followed(folder, client)) {
            List<Hash256> first = devnet.generate(5);
            followed.follow();
            IndexState before = followed.index.state();
            assertThat(before.hash()).isEqualTo(first.getLast());
            devnet.invalidate(first.get(2));
            Hash256 tip = devnet.generate(2).getLast();
            followed.events.clear();
            refused = "[3]";
            for (int looks = 0; looks < 2; looks++) {
                followed.follow();
                assertThat(followed.follower().trouble()).contains("Block height out of range (-8)");
                assertThat(followed.index.state()).isEqualTo(before);
                assertThat(followed.events).isEmpty();
            }
            refused = "nothing";
            followed.follow();
            assertThat(followed.follower().trouble()).isEmpty();
            assertThat(followed.index.state().hash()).isEqualTo(tip);
            assertThat(followed.events)
                    .filteredOn(BlockEvent.BlockUndone.class::isInstance)
                    .extracting(event -> event.block().height())
                    .containsExactly(5, 4, 3);
        }
    }
}
