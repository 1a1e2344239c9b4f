package org.vanta.appliance.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.block.AcceptedBlock;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.WorkerName;

/** Goal: whatever miners call themselves, a message is taken and says only that. Method: each shape as a real HTTP server gets it. */
class MinersNamesTest {
    private static final OwnerKey OWNER = new OwnerKey(Sha256.hash(new byte[] {1}));
    private static final String TELEGRAM = "/bot77:AAs3cret/sendMessage";
    private static final String TRICKS = "<@1>**_x_[y](https://evil.example/z)`@everyone`t.me/c#1";

    private HookServer server;

    @BeforeEach
    void start() throws IOException {
        server = new HookServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** What each service gets, by path. */
    private Map<String, HookServer.Received> sent(Alert alert) throws InterruptedException {
        List<Target> targets = Target.of(server.all());
        Map<String, HookServer.Received> sent = new HashMap<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (Target target : targets) {
                Sender sender = new Sender(target, http, Duration.ZERO, Duration.ofSeconds(20));
                sender.start();
                sender.send(alert);
                HookServer.Received request = server.next();
                sent.put(request.path(), request);
                sender.finish();
                sender.end(System.nanoTime() + Duration.ofSeconds(20).toNanos());
            }
        }
        assertThat(sent).hasSize(targets.size()).hasSize(4);
        return sent;
    }

    private static Alert silent(String worker, int total) {
        return new Alert.MinersSilent(
                Collections.nCopies(Math.min(total, Alert.NAMED_MAX), new WorkerName(OWNER, worker)),
                total,
                Instant.parse("2026-01-02T03:04:05Z"));
    }

    private static Alert bests(String worker, double difficulty) {
        Alert.NewBests.Best best = new Alert.NewBests.Best(new WorkerName(OWNER, worker), difficulty, difficulty);
        return new Alert.NewBests(Collections.nCopies(Alert.NAMED_MAX, best), ShareAccounting.WORKERS_MAX);
    }

    private static Alert block(String worker) {
        return new Alert.BlockFound(new AcceptedBlock(
                Integer.MAX_VALUE,
                Sha256.hash(new byte[] {2}),
                Sha256.hash(new byte[] {3}),
                Long.MAX_VALUE,
                OWNER,
                worker,
                Instant.parse("2026-01-02T03:04:05Z")));
    }

    private void fitsEachService(Alert alert) throws Exception {
        Map<String, HookServer.Received> sent = sent(alert);
        assertThat(sent.get("/discord").json().path("content").asText().length())
                .isBetween(100, 2_000);
        assertThat(sent.get(TELEGRAM).json().path("text").asText().length()).isBetween(100, 4_096);
        assertThat(sent.get("/ntfy").body().getBytes(StandardCharsets.UTF_8).length)
                .isBetween(100, 4_096);
        assertThat(sent.get("/json").body().length()).isLessThan(8_192);
    }

    @Test
    void theLongestFitEachService() throws Exception {
        fitsEachService(silent("*".repeat(192), ShareAccounting.WORKERS_MAX));
        fitsEachService(bests("*".repeat(192), 1.11e20));
        fitsEachService(bests("*".repeat(192), Double.MAX_VALUE));
        fitsEachService(bests("*".repeat(192), 1.11e-10));
        fitsEachService(block("\u0001".repeat(16_000)));
        fitsEachService(block(OWNER.hex() + "." + "\ud83d\ude00".repeat(8_000)));
    }

    @Test
    void areCutWithAnEllipsisAndTheRestOfTheMinersCounted() throws Exception {
        String text = sent(silent("x".repeat(49), 12)).get("/ntfy").body();
        assertThat(text)
                .startsWith("x".repeat(47) + "…, x")
                .endsWith("x… and 2 more: no share since 2026-01-02T03:04:05Z");
        assertThat(sent(silent("x".repeat(48), 1)).get("/ntfy").body())
                .isEqualTo("x".repeat(48) + ": no share since 2026-01-02T03:04:05Z");
    }

    @Test
    void areNeitherMarkdownNorLinkNorMentionInDiscord() throws Exception {
        JsonNode message = sent(silent(TRICKS, 1)).get("/discord").json();
        assertThat(message.path("content").asText())
                .isEqualTo(
                        "Miner silent: \\<\\@1\\>\\*\\*\\_x\\_\\[y\\]\\(https\\:\\/\\/evil.example\\/z\\)\\`\\@everyone\\`…: no share since 2026-01-02T03:04:05Z");
        assertThat(message.path("allowed_mentions").path("parse").isArray()).isTrue();
        assertThat(message.path("allowed_mentions").path("parse")).isEmpty();
        assertThat(message.path("flags").asInt()).as("no embeds").isEqualTo(4);
        assertThat(sent(block("rig-1.a")).get("/discord").json().path("content").asText())
                .as("what is usual stays as it is")
                .contains(" by rig-1.a, ");
    }

    @Test
    void areNeitherLinkNorMentionNorCommandInTelegram() throws Exception {
        JsonNode message = sent(block(TRICKS)).get(TELEGRAM).json();
        assertThat(message.has("parse_mode")).isFalse();
        String text = message.path("text").asText();
        JsonNode entity = message.path("entities").path(0);
        assertThat(entity.path("type").asText()).isEqualTo("code");
        int offset = entity.path("offset").asInt();
        assertThat(text.substring(0, offset)).isEqualTo("Block found: ");
        assertThat(offset + entity.path("length").asInt()).isEqualTo(text.length());
    }

    @Test
    void loseTheOwnerKeyAndWhatIsNotPrintable() throws Exception {
        Map<String, HookServer.Received> sent = sent(block(OWNER.hex() + ".ri\ng\u202e"));
        assertThat(sent.get("/json").json().path("worker").asText()).isEqualTo("ri_g_");
        assertThat(sent.get("/ntfy").body()).startsWith("Height 2147483647 by ri_g_, ");
        sent = sent(block(OWNER.hex()));
        assertThat(sent.get("/json").json().path("worker").asText()).isEmpty();
        assertThat(sent.get("/ntfy").body()).startsWith("Height 2147483647, ");
        assertThat(sent(block(OWNER.hex() + "x")).get("/ntfy").body())
                .as("no key, only begins like it")
                .startsWith("Height 2147483647 by " + OWNER.hex().substring(0, 47) + "…, ");
    }
}
