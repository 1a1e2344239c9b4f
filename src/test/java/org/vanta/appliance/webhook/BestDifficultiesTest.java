package org.vanta.appliance.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.ShareOutcome;
import org.vanta.appliance.share.SharesFile;
import org.vanta.appliance.share.WorkerName;

/** Goal: a new best difficulty is told of, once, and few times in all. Method: real accounting on a clock the test moves, a real HTTP server. */
class BestDifficultiesTest {
    private static final OwnerKey OWNER = new OwnerKey(Sha256.hash(new byte[] {1}));
    private static final double LEAST = 100e6;
    private static final long PAUSE = BestDifficulties.PAUSE.toMillis();

    private final AtomicLong millis = new AtomicLong(1_000_000_000);
    private ShareAccounting shares = new ShareAccounting();

    private void share(String worker, double difficulty) {
        shares.count(
                shares.connected(new WorkerName(OWNER, worker), "", millis.get()),
                new ShareOutcome.Accepted(1, difficulty),
                millis.get());
    }

    /** One that has had its first look. */
    private BestDifficulties watch() {
        BestDifficulties watch = new BestDifficulties(shares, LEAST);
        assertThat(watch.look(millis.get())).isEmpty();
        return watch;
    }

    private Optional<String> look(BestDifficulties watch, long later) {
        return watch.look(millis.addAndGet(later)).map(alert -> alert.title() + ": " + alert.text());
    }

    @Test
    void tellsOnceOfABestFromTheLeastOn() {
        BestDifficulties watch = watch();
        share("a", LEAST - 1);
        assertThat(look(watch, 1)).isEmpty();
        share("a", LEAST);
        assertThat(look(watch, 1)).contains("New best difficulty: a 100M (before 99.9M)");
        share("a", LEAST);
        assertThat(look(watch, PAUSE)).as("no better").isEmpty();
        share("b", 1.23456e9);
        assertThat(look(watch, 1)).as("a worker that is new").contains("New best difficulty: b 1.23G");
    }

    @Test
    void staysSilentForTenMinutesAndThenTellsOfTheBestOfEachSince() {
        BestDifficulties watch = watch();
        share("a", 200e6);
        assertThat(look(watch, 1)).isPresent();
        share("a", 300e6);
        assertThat(look(watch, PAUSE - 1)).isEmpty();
        share("b", 350e6);
        share("a", 400e6);
        assertThat(look(watch, 1)).contains("2 new best difficulties: a 400M (before 200M), b 350M");
        assertThat(look(watch, PAUSE)).isEmpty();
    }

    @Test
    void doesNotWaitForAClockThatWasSetBack() {
        BestDifficulties watch = watch();
        share("a", 200e6);
        assertThat(look(watch, 1)).isPresent();
        share("a", 300e6);
        assertThat(look(watch, -PAUSE)).isPresent();
    }

    @Test
    void saysNothingAfterARestartOfWhatWasBefore(@TempDir Path data) throws Exception {
        BestDifficulties watch = watch();
        share("a", 200e6);
        assertThat(look(watch, 1)).isPresent();
        new SharesFile(data).save(shares, millis.get());
        shares = new ShareAccounting();
        new SharesFile(data).load(shares);
        BestDifficulties again = watch();
        share("a", 150e6);
        assertThat(look(again, PAUSE)).isEmpty();
        share("a", 250e6);
        assertThat(look(again, 1)).contains("New best difficulty: a 250M (before 200M)");
    }

    @Test
    void makesOneMessageOfAsManyWorkersAsThereMayBe() {
        BestDifficulties watch = watch();
        for (int i = 0; i < ShareAccounting.WORKERS_MAX + 1; i++) {
            share("w" + i, LEAST + i);
        }
        assertThat(look(watch, 1))
                .get()
                .asString()
                .startsWith("10000 new best difficulties: w9999 100M, w9998 100M, ")
                .endsWith(", w9990 100M and 9990 more");
        assertThat(look(watch, PAUSE)).isEmpty();
    }

    @Test
    void isSentIfAskedFor() throws Exception {
        try (HookServer server = new HookServer();
                Webhooks webhooks = new Webhooks(
                        server.json(Duration.ZERO, LEAST),
                        shares,
                        () -> Instant.ofEpochMilli(millis.get()),
                        System::nanoTime,
                        new Webhooks.Times(
                                Duration.ofMillis(5),
                                Duration.ofMillis(5),
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(20)))) {
            share("before the start", 900e6);
            webhooks.start();
            share("garage", 1.5e9);
            JsonNode alert = server.next().json();
            assertThat(alert.path("event").asText()).isEqualTo("best_difficulty");
            assertThat(alert.path("title").asText()).isEqualTo("New best difficulty");
            assertThat(alert.path("text").asText()).isEqualTo("garage 1.5G");
            assertThat(alert.path("total").asInt()).isEqualTo(1);
            assertThat(alert.path("workers")).hasSize(1);
            JsonNode worker = alert.path("workers").path(0);
            assertThat(worker.path("owner").asText()).isEqualTo(OWNER.hex());
            assertThat(worker.path("worker").asText()).isEqualTo("garage");
            assertThat(worker.path("difficulty").asDouble()).isEqualTo(1.5e9);
            assertThat(worker.path("before").asDouble()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesALeastThatIsNone(double least) throws Exception {
        try (HookServer server = new HookServer()) {
            assertThatThrownBy(() -> new Webhooks(server.json(Duration.ZERO, least), shares, Instant::now))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("VANTA_WEBHOOK_BEST_DIFFICULTY");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.00015, 0.00015",
        "1, 1",
        "999.99, 999",
        "1000, 1k",
        "12345, 12.3k",
        "999999999, 999M",
        "1e9, 1G",
        "4.29e18, 4.29E",
        "2.69e67, 2.69E+67"
    })
    void areShownInThreeDigits(double difficulty, String shown) {
        assertThat(ShownDifficulty.of(difficulty)).isEqualTo(shown);
    }
}
