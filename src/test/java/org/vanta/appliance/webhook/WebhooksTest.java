package org.vanta.appliance.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vanta.appliance.block.AcceptedBlock;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.ShareOutcome;
import org.vanta.appliance.share.WorkerName;

/** Goal: each service gets alerts in its own shape, once, whatever happens on the way. Method: a real HTTP server on loopback. */
class WebhooksTest {
    private static final OwnerKey OWNER = new OwnerKey(Sha256.hash(new byte[] {1}));
    private static final AcceptedBlock BLOCK = new AcceptedBlock(
            812,
            Sha256.hash(new byte[] {2}),
            Sha256.hash(new byte[] {3}),
            5_000_000_000L,
            OWNER,
            "@everyone",
            Instant.parse("2026-01-02T03:04:05Z"));
    private static final Duration NO_TIME = Duration.ofMillis(5);
    private static final Duration FOR_EVER = Duration.ofHours(1);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final AtomicLong millis = new AtomicLong(1_000_000_000);
    private final AtomicLong nanos = new AtomicLong();
    private final ShareAccounting shares = new ShareAccounting();
    private HookServer server;

    @BeforeEach
    void start() throws IOException {
        server = new HookServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Webhooks running(HookServer.Settings settings) {
        return running(settings, new Webhooks.Times(NO_TIME, NO_TIME, LONG, LONG));
    }

    private Webhooks running(HookServer.Settings settings, Webhooks.Times times) {
        Webhooks webhooks = new Webhooks(settings, shares, () -> Instant.ofEpochMilli(millis.get()), nanos::get, times);
        webhooks.start();
        return webhooks;
    }

    @Test
    void speaksToEachServiceInItsOwnShape() throws Exception {
        try (Webhooks webhooks = running(server.all())) {
            webhooks.accept(BLOCK);
            for (int i = 0; i < 4; i++) {
                HookServer.Received request = server.next();
                switch (request.path()) {
                    case "/json" -> {
                        assertThat(request.json().path("event").asText()).isEqualTo("block_found");
                        assertThat(request.json().path("height").asInt()).isEqualTo(812);
                        assertThat(request.json().path("value").asText()).isEqualTo("5000000000");
                        assertThat(request.json().path("worker").asText()).isEqualTo("@everyone");
                    }
                    case "/ntfy" -> {
                        assertThat(request.title()).isEqualTo("Block found");
                        assertThat(request.authorization()).isEqualTo("Bearer tk_s3cret");
                        assertThat(request.body()).startsWith("Height 812 by @everyone, ");
                    }
                    case "/discord" -> {
                        assertThat(request.json().path("content").asText()).startsWith("Block found: Height 812");
                        assertThat(request.json().path("allowed_mentions").path("parse"))
                                .as("a miner's name mentions nobody")
                                .isEmpty();
                    }
                    case "/bot77:AAs3cret/sendMessage" -> {
                        assertThat(request.json().path("chat_id").asText()).isEqualTo("-100");
                        assertThat(request.json().path("text").asText()).startsWith("Block found: Height 812");
                    }
                    default -> throw new AssertionError(request.path());
                }
            }
        }
    }

    @Test
    void triesAgainUntilItIsTaken() throws Exception {
        server.failures.set(Sender.TRIES_MAX - 1);
        try (Webhooks webhooks = running(server.json())) {
            webhooks.accept(BLOCK);
            assertThat(server.next().json().path("height").asInt()).isEqualTo(812);
            assertThat(server.received).isEmpty();
        }
    }

    @Test
    void sendsWhatIsLeftBeforeItEnds() throws Exception {
        server.failures.set(1);
        try (Webhooks webhooks = running(server.json(), new Webhooks.Times(FOR_EVER, FOR_EVER, LONG, LONG))) {
            webhooks.accept(BLOCK);
            while (server.failures.get() > 0) {
                Thread.onSpinWait();
            }
            webhooks.accept(BLOCK);
        }
        assertThat(server.received)
                .as("the one between two tries, and the one behind it")
                .hasSize(2);
    }

    @Test
    void triesAgainWhenAnAnswerNeverComesToItsEnd() throws Exception {
        server.stalls.set(1);
        try (Webhooks webhooks =
                running(server.json(), new Webhooks.Times(FOR_EVER, NO_TIME, Duration.ofSeconds(1), LONG))) {
            webhooks.accept(BLOCK);
            assertThat(server.next().json().path("height").asInt()).isEqualTo(812);
        }
    }

    @Test
    @Timeout(60)
    void endsInTimeWhenAServiceDoesNotAnswer() throws Exception {
        server.stalls.set(1);
        try (Webhooks webhooks = running(server.json(), new Webhooks.Times(FOR_EVER, FOR_EVER, FOR_EVER, NO_TIME))) {
            webhooks.accept(BLOCK);
            server.stalled.await();
        }
        assertThat(server.received).isEmpty();
    }

    @Test
    void endsWithoutAStart() {
        new Webhooks(server.json(), shares, () -> Instant.ofEpochMilli(millis.get())).close();
        assertThat(server.received).isEmpty();
    }

    @Test
    void showsNoSecretInTheLogWhenItGivesUp() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        BlockingQueue<String> gaveUp = new LinkedBlockingQueue<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                String text = String.format(
                        line.getMessage(), line.getParameters() == null ? new Object[0] : line.getParameters());
                lines.add(text + line.getThrown());
                gaveUp.add(text);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(Sender.class.getName());
        log.addHandler(handler);
        server.failure = 404;
        server.failures.set(1);
        try (Webhooks webhooks = running(server.json())) {
            webhooks.accept(BLOCK);
            assertThat(gaveUp.poll(20, TimeUnit.SECONDS)).contains("JSON").contains("404");
            webhooks.accept(BLOCK);
            assertThat(server.next().path()).isEqualTo("/hook-s3cret");
            server.close();
            webhooks.accept(BLOCK);
            assertThat(gaveUp.poll(20, TimeUnit.SECONDS)).contains("JSON");
            assertThat(lines).noneMatch(line -> line.contains("s3cret"));
        } finally {
            log.removeHandler(handler);
        }
    }

    @Test
    void dropsTheOldestWhenTooManyWait() throws Exception {
        Sender stopped =
                new Sender(new Target.Json(URI.create(server.at("/"))), HttpClient.newHttpClient(), NO_TIME, LONG);
        for (int i = 0; i < Sender.WAITING_MAX + 3; i++) {
            stopped.send(new Alert.BlockFound(
                    new AcceptedBlock(i, BLOCK.hash(), BLOCK.commitment(), 1, OWNER, "", BLOCK.foundAt())));
        }
        stopped.start();
        for (int i = 3; i < Sender.WAITING_MAX + 3; i++) {
            assertThat(server.next().json().path("height").asInt()).isEqualTo(i);
        }
        stopped.finish();
        stopped.end(System.nanoTime() + LONG.toNanos());
    }

    /** Time passes on both clocks. @return the time of day then */
    private long pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        return millis.addAndGet(time.toMillis());
    }

    private void share(String worker) {
        shares.count(
                shares.connected(new WorkerName(OWNER, worker), "", millis.get()),
                new ShareOutcome.Accepted(1, 1),
                millis.get());
    }

    @Test
    void tellsOnceOfMinersThatFallSilent() throws Exception {
        share("a");
        SilentMiners silent = new SilentMiners(shares, Duration.ofMinutes(30), nanos::get);
        assertThat(silent.look(millis.get())).isEmpty();
        share("b");
        assertThat(silent.look(pass(Duration.ofMinutes(29)))).isEmpty();
        share("b");
        assertThat(silent.look(pass(Duration.ofMinutes(1))))
                .get()
                .extracting(Alert::title)
                .isEqualTo("Miner silent");
        assertThat(silent.look(pass(Duration.ofMillis(1)))).as("said before").isEmpty();
        share("a");
        assertThat(silent.look(millis.get())).isEmpty();
        assertThat(silent.look(pass(Duration.ofMinutes(30))))
                .get()
                .extracting(Alert::title)
                .isEqualTo("2 miners silent");
    }

    @Test
    void saysNothingOfWhoWasSilentBeforeTheStart() {
        share("long gone");
        SilentMiners silent = new SilentMiners(shares, Duration.ofMinutes(30), nanos::get);
        assertThat(silent.look(pass(Duration.ofHours(5)))).isEmpty();
        assertThat(silent.look(pass(Duration.ofMillis(1)))).isEmpty();
    }

    @Test
    void callsNobodySilentWhenTheClockIsSet() {
        share("a");
        SilentMiners silent = new SilentMiners(shares, Duration.ofMinutes(30), nanos::get);
        assertThat(silent.look(millis.get())).isEmpty();
        share("a");
        pass(Duration.ofSeconds(30));
        // A board without a battery has just asked for the time.
        millis.addAndGet(Duration.ofHours(6).toMillis());
        assertThat(silent.look(millis.get())).isEmpty();
        assertThat(silent.look(pass(Duration.ofMinutes(29)))).isEmpty();
        assertThat(silent.look(pass(Duration.ofMinutes(1))))
                .get()
                .extracting(Alert::title)
                .isEqualTo("Miner silent");
        share("a");
        assertThat(silent.look(pass(Duration.ofSeconds(30)))).isEmpty();
        millis.addAndGet(-Duration.ofHours(6).toMillis());
        assertThat(silent.look(pass(Duration.ofMinutes(30))))
                .as("set back")
                .get()
                .extracting(Alert::title)
                .isEqualTo("Miner silent");
    }

    @Test
    void sendsWhatItSeesOfSilentMiners() throws Exception {
        share("garage");
        try (Webhooks _ = running(server.json())) {
            // Whoever is silent at the first look is no news, so falls silent until a look saw it in between.
            HookServer.Received request = null;
            while (request == null) {
                share("garage");
                request = server.received.poll(100, TimeUnit.MILLISECONDS);
                pass(Duration.ofMinutes(30));
                request = request == null ? server.received.poll(100, TimeUnit.MILLISECONDS) : request;
            }
            JsonNode alert = request.json();
            assertThat(alert.path("event").asText()).isEqualTo("miners_silent");
            assertThat(alert.path("workers").path(0).path("worker").asText()).isEqualTo("garage");
        }
    }

    @Test
    void namesTheSettingThatIsWrongAndNotItsValue() {
        HookServer.Settings wrong = new HookServer.Settings(
                Optional.of("s3cret not a URL"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                Duration.ZERO,
                0);
        assertThatThrownBy(() -> Target.of(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("VANTA_WEBHOOK_URL")
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }
}
