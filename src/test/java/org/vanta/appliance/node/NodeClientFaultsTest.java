package org.vanta.appliance.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vanta.appliance.bytes.Hash256;

/** Goal: whatever a node does, a call gives a typed failure within its bound. Method: a server that misbehaves on a real socket. */
class NodeClientFaultsTest {
    private static final Credentials PASSWORD = new Credentials.Password("user", "secret");
    private static final String HASH = "00".repeat(32);

    private static NodeClient client(URI url, Credentials credentials) {
        return client(url, credentials, Duration.ofMillis(500));
    }

    private static NodeClient client(URI url, Credentials credentials, Duration timeout) {
        return new NodeClient(new NodeEndpoint(url, credentials, Optional.empty()), timeout, timeout, timeout);
    }

    private static NodeFailure failureOf(FakeNode.Behaviour behaviour) {
        try (FakeNode node = new FakeNode(behaviour);
                NodeClient client = client(node.url(), PASSWORD)) {
            return failure(client.bestBlockHash());
        }
    }

    private static NodeFailure failure(NodeReply<?> reply) {
        assertThat(reply).isInstanceOf(NodeReply.Failed.class);
        return ((NodeReply.Failed<?>) reply).failure();
    }

    @Test
    void timesOutWhenTheNodeIsSilent() {
        assertThat(failureOf((_, _) -> {})).isInstanceOf(NodeFailure.TimedOut.class);
    }

    @Test
    void timesOutWhenTheBodyNeverEnds() {
        assertThat(failureOf((socket, _) -> {
                    socket.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"
                                    .getBytes(StandardCharsets.US_ASCII));
                    socket.getOutputStream().flush();
                }))
                .isInstanceOf(NodeFailure.TimedOut.class);
    }

    @Test
    void namesAConnectionThatBroke() {
        NodeFailure failure = failureOf((socket, _) -> FakeNode.reset(socket));
        assertThat(failure).isInstanceOf(NodeFailure.Unreachable.class);
        assertThat(failure.sentence()).contains("broke during getbestblockhash");
    }

    @Test
    void namesANodeThatIsNotThere() throws IOException {
        URI url;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            url = URI.create("http://127.0.0.1:" + closed.getLocalPort());
        }
        try (NodeClient client = client(url, PASSWORD)) {
            NodeFailure failure = failure(client.bestBlockHash());
            assertThat(failure).isInstanceOf(NodeFailure.Unreachable.class);
            assertThat(failure.sentence()).isEqualTo("no node at " + url.getAuthority() + " (no connection)");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not json",
                "[]",
                "{}",
                "{\"result\":\"" + "00" + "\",\"error\":null,\"id\":$ID}",
                "{\"result\":7,\"error\":null,\"id\":$ID}",
                "{\"result\":null,\"error\":null,\"id\":$ID}",
                "{\"result\":\"x\",\"error\":null,\"id\":$ID} trailing",
            })
    void namesAnAnswerThatIsNotTheProtocol(String body) {
        assertThat(failureOf(FakeNode.answering(200, body))).isInstanceOf(NodeFailure.Malformed.class);
    }

    @Test
    void refusesTheAnswerToAnotherCall() {
        NodeFailure failure =
                failureOf(FakeNode.answering(200, "{\"result\":\"" + HASH + "\",\"error\":null,\"id\":-1}"));
        assertThat(failure.sentence()).contains("the id of another call");
    }

    @Test
    void doesNotReadAnAnswerAboveTheBound() {
        FakeNode.Behaviour talkative = (socket, _) -> {
            byte[] chunk = new byte[1 << 20];
            socket.getOutputStream()
                    .write(("HTTP/1.1 200 OK\r\nContent-Length: " + 2L * JsonRpc.ANSWER_BYTES_MAX + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 64; i++) {
                socket.getOutputStream().write(chunk);
            }
        };
        // Time enough for a loaded machine to come to the bound.
        try (FakeNode node = new FakeNode(talkative);
                NodeClient client = client(node.url(), PASSWORD, Duration.ofMinutes(1))) {
            NodeFailure failure = failure(client.bestBlockHash());
            assertThat(failure).isInstanceOf(NodeFailure.Malformed.class);
            assertThat(failure.sentence()).contains("more than " + JsonRpc.ANSWER_BYTES_MAX + " bytes");
        }
    }

    @ParameterizedTest
    @CsvSource({"-28,Busy", "-10,Busy", "-9,Busy", "-32601,MethodMissing", "-5,Refused"})
    void givesEachErrorOfTheNodeItsType(int code, String type) {
        NodeFailure failure = failureOf(FakeNode.answering(
                500, "{\"result\":null,\"error\":{\"code\":" + code + ",\"message\":\"why\"},\"id\":$ID}"));
        assertThat(failure.getClass().getSimpleName()).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({"401,Unauthorized", "403,Unauthorized", "503,Busy", "404,Malformed", "200,Malformed"})
    void givesEachHttpStatusItsType(int status, String type) {
        assertThat(failureOf(FakeNode.answering(status, "<html>")).getClass().getSimpleName())
                .isEqualTo(type);
    }

    @Test
    void neverShowsThePassword() {
        assertThat(PASSWORD.toString()).doesNotContain("secret");
        assertThat(failureOf(FakeNode.answering(401, "")).sentence()).doesNotContain("secret");
    }

    @Test
    void readsTheCookieAgainWhenTheNodeHasANewOne(@TempDir Path folder) throws IOException {
        Path cookie = Files.writeString(folder.resolve(".cookie"), "__cookie__:old");
        AtomicInteger calls = new AtomicInteger();
        FakeNode.Behaviour restarted = (socket, request) -> {
            if (calls.getAndIncrement() == 0) {
                Files.writeString(cookie, "__cookie__:new");
                FakeNode.write(socket, 401, "");
            } else {
                FakeNode.write(
                        socket,
                        200,
                        "{\"result\":\"" + HASH + "\",\"error\":null,\"id\":" + FakeNode.id(request) + "}");
            }
        };
        try (FakeNode node = new FakeNode(restarted);
                NodeClient client = client(node.url(), new Credentials.CookieFile(cookie))) {
            assertThat(client.bestBlockHash()).isEqualTo(new NodeReply.Ok<>(Hash256.ZERO));
            assertThat(node.requests).hasSize(2);
        }
    }

    @Test
    void namesACookieFileThatIsNotThere(@TempDir Path folder) {
        Path missing = folder.resolve(".cookie");
        try (FakeNode node = new FakeNode(FakeNode.answering(200, "{}"));
                NodeClient client = client(node.url(), new Credentials.CookieFile(missing))) {
            NodeFailure failure = failure(client.bestBlockHash());
            assertThat(failure).isInstanceOf(NodeFailure.Unauthorized.class);
            assertThat(failure.sentence()).contains(missing.toString()).contains("is the node running");
            assertThat(node.requests).isEmpty();
        }
    }

    @Test
    void triesOnceMoreOnAConnectionTheNodeClosed() {
        AtomicInteger calls = new AtomicInteger();
        FakeNode.Behaviour closesFirst = (socket, request) -> {
            if (calls.getAndIncrement() == 0) {
                FakeNode.reset(socket);
            } else {
                FakeNode.write(
                        socket,
                        200,
                        "{\"result\":\"" + HASH + "\",\"error\":null,\"id\":" + FakeNode.id(request) + "}");
            }
        };
        try (FakeNode node = new FakeNode(closesFirst);
                NodeClient client = client(node.url(), PASSWORD)) {
            assertThat(client.bestBlockHash()).isEqualTo(new NodeReply.Ok<>(Hash256.ZERO));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "null,Accepted",
        "\"duplicate\",Inconclusive",
        "\"inconclusive\",Inconclusive",
        "\"duplicate-inconclusive\",Inconclusive",
        "\"prev-blk-not-found\",Inconclusive",
        "\"time-too-new\",Inconclusive",
        "\"duplicate-invalid\",Rejected",
        "\"high-hash\",Rejected"
    })
    void readsEachWordOfSubmitblock(String result, String type) {
        String body = "{\"result\":" + result + ",\"error\":null,\"id\":$ID}";
        try (FakeNode node = new FakeNode(FakeNode.answering(200, body));
                NodeClient client = client(node.url(), PASSWORD)) {
            assertThat(client.submitBlock(new byte[1]).getClass().getSimpleName())
                    .isEqualTo(type);
        }
    }

    /** The codes are Core's: for what it can't read, and for a node of which something else is wrong. */
    @ParameterizedTest
    @CsvSource({"-22,Rejected", "-25,Unanswered", "-1,Unanswered", "-32603,Unanswered"})
    void takesNoFailureOfTheNodeForARejection(int code, String type) {
        String body = "{\"result\":null,\"error\":{\"code\":" + code + ",\"message\":\"no\"},\"id\":$ID}";
        try (FakeNode node = new FakeNode(FakeNode.answering(500, body));
                NodeClient client = client(node.url(), PASSWORD)) {
            assertThat(client.submitBlock(new byte[1]).getClass().getSimpleName())
                    .isEqualTo(type);
        }
    }

    @Test
    void leavesASubmitWithoutAnswerOpen() {
        try (FakeNode node = new FakeNode((_, _) -> {});
                NodeClient client = client(node.url(), PASSWORD)) {
            assertThat(client.submitBlock(new byte[1])).isInstanceOf(SubmitResult.Unanswered.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[{\"result\":\"$HASH\",\"error\":null,\"id\":1}]",
                "[{\"result\":\"$HASH\",\"error\":null,\"id\":2},{\"result\":\"$HASH\",\"error\":null,\"id\":1}]",
                "[{\"result\":\"$HASH\",\"error\":null,\"id\":1},7]",
                "{\"result\":\"$HASH\",\"error\":null,\"id\":1}",
                "\"batches are not allowed\""
            })
    void namesABatchThatIsNotAnsweredCallByCall(String body) {
        try (FakeNode node = new FakeNode(FakeNode.answering(200, body.replace("$HASH", HASH)));
                NodeClient client = client(node.url(), PASSWORD)) {
            assertThat(failure(client.blockHashes(0, 2))).isInstanceOf(NodeFailure.Malformed.class);
        }
    }

    @Test
    void takesOneErrorForAWholeBatch() {
        String body = "{\"result\":null,\"error\":{\"code\":-28,\"message\":\"Loading\"},\"id\":null}";
        try (FakeNode node = new FakeNode(FakeNode.answering(500, body));
                NodeClient client = client(node.url(), PASSWORD)) {
            assertThat(failure(client.blockHashes(0, 2))).isInstanceOf(NodeFailure.Busy.class);
        }
    }
}
