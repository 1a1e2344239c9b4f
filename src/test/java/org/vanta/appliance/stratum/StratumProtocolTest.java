package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.job.Extranonces;
import org.vanta.appliance.job.JobFeed;
import org.vanta.appliance.job.JobStore;
import org.vanta.appliance.job.JobTags;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.ShareCheck;
import org.vanta.appliance.share.ShareDifficulty;
import org.vanta.appliance.share.ShareSession;
import org.vanta.appliance.template.Templates;

/** The protocol on a connection without a network, its clock in the test's hand. */
class StratumProtocolTest {
    private static final OwnerKey OPERATOR = new OwnerKey(Sha256.hash(new byte[] {1}));
    private static final String USER = new OwnerKey(Sha256.hash(new byte[] {2})).hex();

    private final AtomicLong millis = new AtomicLong(Templates.TIME * 1000);
    private final AtomicLong nanos = new AtomicLong();
    private final InstantSource clock = () -> Instant.ofEpochMilli(millis.get());
    private final JobStore jobs = new JobStore(nanos::get);
    private final JobFeed feed = new JobFeed(jobs, new JobTags(millis.get()), Templates.COINBASES, clock);
    private final Extranonces extranonces = new Extranonces(1);
    private final List<StratumProtocol> protocols = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private boolean closed;
    private EventLoopWork work = work(true);
    private StratumConnection connection = connection();

    private EventLoopWork work(boolean foreignNamesPayOperator) {
        return new EventLoopWork(
                feed,
                new ShareCheck(jobs, _ -> true),
                new ShareAccounting(),
                new Sessions(new byte[32], extranonces),
                jobs,
                new PayoutRule(OPERATOR, foreignNamesPayOperator),
                1024,
                new StratumMeters(new SimpleMeterRegistry()),
                new Instruments(clock, nanos::get, Target::fromDifficulty));
    }

    private void pass(long milliseconds) {
        millis.addAndGet(milliseconds);
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(milliseconds));
    }

    private StratumConnection connection() {
        StratumConnection made = new StratumConnection(
                new TextOutlet(text -> sent.addAll(Arrays.asList(text.split("\n"))), () -> closed = true),
                work::nanos,
                new LineRoom(),
                new Turns(Runnable::run, Runnable::run));
        protocols.add(new StratumProtocol(made, work));
        return made;
    }

    private void receive(String text) {
        connection.receive(TextOutlet.chunk(text), protocols.getLast());
    }

    private void template(String previous, int bits) {
        feed.accept(Templates.of(200, previous, bits, 1));
        boolean unused = work.take(Objects.requireNonNull(jobs.newest()));
        protocols.getLast().newWork();
    }

    private void request(String method, String params) {
        receive("{\"id\":7,\"method\":\"" + method + "\",\"params\":[" + params + "]}\n");
    }

    private void enter() {
        request("mining.subscribe", "\"test\"");
        request("mining.authorize", "\"" + USER + ".w\",\"x\"");
        sent.clear();
    }

    @Test
    void holdsAMinerThatComesBeforeTheFirstTemplate() {
        enter();
        template("tip", Templates.HARD_BITS);
        assertThat(sent).hasSize(2);
        assertThat(sent.get(0)).contains("set_difficulty").contains("[1024]");
        assertThat(sent.get(1)).contains("mining.notify").endsWith("true]}");
    }

    @Test
    void neverAsksForMoreThanTheNetwork() {
        enter();
        template("tip", Templates.EASY_BITS);
        assertThat(sent.getFirst()).contains("[0.0000000004656542373906925]");
        template("next tip", 0x1d00ffff);
        assertThat(sent).hasSize(4);
        assertThat(sent.get(2)).contains("[1]");
    }

    @Test
    void changesDifficultyOnlyWithAJobAndAtMostOnceInTenSeconds() {
        enter();
        template("tip", Templates.HARD_BITS);
        sent.clear();
        request("mining.suggest_difficulty", "2000.75");
        assertThat(sent).hasSize(3);
        assertThat(sent.get(1)).contains("[2000]");
        assertThat(sent.get(2)).contains("mining.notify");
        sent.clear();
        request("mining.suggest_difficulty", "3000");
        assertThat(sent).as("the answer alone").hasSize(1);
        template("next tip", Templates.HARD_BITS);
        assertThat(sent.get(1)).contains("[3000]");
        sent.clear();
        request("mining.suggest_difficulty", "3000");
        assertThat(sent).as("nothing changes").hasSize(1);
        pass(ShareSession.OWN_JOB_MILLIS);
        request("mining.suggest_difficulty", "4000");
        assertThat(sent).hasSize(4);
    }

    @Test
    void sendsNoJobTwice() {
        enter();
        template("tip", Templates.HARD_BITS);
        sent.clear();
        protocols.getLast().newWork();
        assertThat(sent).isEmpty();
    }

    @Test
    void tellsTheTimeOfSendingWithAJobThatIsNotNewAnyMore() {
        template("tip", Templates.HARD_BITS);
        millis.addAndGet(17_000);
        request("mining.subscribe", "\"test\"");
        request("mining.authorize", "\"" + USER + "\"");
        assertThat(new NotifiedWork(sent.getLast()).ntime()).isEqualTo(Long.toHexString(Templates.TIME + 17));
    }

    @Test
    void tellsTheNodesTimeWhereItsOwnClockIsHoursAhead() {
        millis.addAndGet(Duration.ofHours(3).toMillis());
        template("tip", Templates.HARD_BITS);
        enter();
        template("next tip", Templates.HARD_BITS);
        assertThat(new NotifiedWork(sent.getLast()).ntime()).isEqualTo(Long.toHexString(Templates.TIME));
    }

    @Test
    void takesASuggestionBeforeAuthorization() {
        template("tip", Templates.HARD_BITS);
        request("mining.subscribe", "\"test\"");
        request("mining.suggest_difficulty", "0.0000001");
        request("mining.authorize", "\"" + USER + "\"");
        assertThat(sent.get(3))
                .as("not below the least")
                .contains("set_difficulty")
                .contains("[0.00001]");
        assertThat(sent).hasSize(5);
    }

    @Test
    void refusesASuggestionThatIsNoDifficulty() {
        for (String nonsense : List.of("0", "-1", "\"x\"", "null", "1e999", "\"NaN\"")) {
            sent.clear();
            request("mining.suggest_difficulty", nonsense);
            assertThat(sent).as(nonsense).singleElement().asString().contains("needs a number above 0");
        }
    }

    @Test
    void paysTheOperatorForForeignNamesOnlyIfAllowed() {
        request("mining.authorize", "\"bc1qexample.rig\"");
        assertThat(sent).containsExactly("{\"id\":7,\"result\":true,\"error\":null}");
        sent.clear();
        work = work(false);
        connection = connection();
        request("mining.authorize", "\"bc1qexample.rig\"");
        assertThat(sent.getFirst()).contains("\"result\":false,\"error\":[24,\"User name must be <owner key");
    }

    @Test
    void takesTheDifficultyFromThePassword() {
        template("tip", Templates.HARD_BITS);
        request("mining.subscribe", "\"test\"");
        request("mining.authorize", "\"" + USER + "\",\"x,d=500000\"");
        assertThat(sent.get(2)).contains("set_difficulty").contains("[500000]");
    }

    @Test
    void takesAnOldOrAnInverseSuggestion() {
        enter();
        request("mining.suggest_difficulty(2048)", "");
        assertThat(sent.getLast()).isEqualTo("{\"id\":7,\"result\":true,\"error\":null}");
        template("tip", Templates.HARD_BITS);
        assertThat(sent.get(1)).contains("set_difficulty").contains("[2048]");
        request("mining.suggest_target", "\"00000000003fffc0" + "0".repeat(48) + "\"");
        assertThat(sent.get(sent.size() - 2)).contains("set_difficulty").contains("[1024]");
        for (String wrong : List.of("", "\"\"", "\"0\"", "\"xyz\"", "\"" + "f".repeat(65) + "\"", "7")) {
            request("mining.suggest_target", wrong);
            assertThat(sent.getLast()).contains("[20,\"mining.suggest_target needs a target");
        }
    }

    @Test
    void raisesADifficultyThatFloodsItWithoutWaitingForTheNextBlock() {
        template("tip", Templates.HARD_BITS);
        request("mining.subscribe", "\"nerdminer\"");
        request("mining.authorize", "\"" + USER + "\",\"d=0.00001\"");
        NotifiedWork notified = new NotifiedWork(sent.getLast());
        sent.clear();
        int nonce = 0;
        int shares = 0;
        while (sent.size() == shares && shares < 100) {
            nonce = notified.nonce("00000001" + "0".repeat(16), 0, ShareDifficulty.LEAST, nonce);
            pass(50);
            submit(notified, nonce);
            nonce++;
            shares++;
        }
        assertThat(sent).hasSize(shares + 2);
        assertThat(sent.subList(0, shares)).allMatch(line -> line.endsWith("\"result\":true,\"error\":null}"));
        assertThat(sent.get(shares)).contains("mining.set_difficulty");
        assertThat(sent.get(shares + 1)).contains("mining.notify").endsWith("false]}");
    }

    @Test
    void raisesNothingWhenTheClockIsSetBack() {
        template("tip", Templates.HARD_BITS);
        request("mining.subscribe", "\"nerdminer\"");
        request("mining.authorize", "\"" + USER + "\",\"d=0.00001\"");
        NotifiedWork notified = new NotifiedWork(sent.getLast());
        sent.clear();
        millis.addAndGet(-3_600_000);
        int nonce = 0;
        for (int shares = 1; shares <= 30; shares++) {
            nonce = notified.nonce("00000001" + "0".repeat(16), 0, ShareDifficulty.LEAST, nonce);
            pass(10_000);
            submit(notified, nonce++);
            assertThat(sent).hasSize(shares).last().asString().endsWith("\"result\":true,\"error\":null}");
        }
        template("next tip", Templates.HARD_BITS);
        assertThat(sent.getLast()).contains("mining.notify");
        assertThat(sent).noneMatch(line -> line.contains("set_difficulty"));
    }

    @Test
    void lowersNothingWhenTheClockIsSetForward() {
        enter();
        template("tip", Templates.HARD_BITS);
        millis.addAndGet(3_600_000);
        template("next tip", Templates.HARD_BITS);
        assertThat(sent.getLast()).contains("mining.notify");
        assertThat(sent).filteredOn(line -> line.contains("set_difficulty")).hasSize(1);
    }

    @Test
    void knowsAJobOfTheConnectionsOwnWhenTheClockIsSetForwardByYears() {
        template("tip", Templates.HARD_BITS);
        request("mining.subscribe", "\"nerdminer\"");
        request("mining.suggest_difficulty", "0.00001");
        request("mining.authorize", "\"" + USER + "\"");
        request("mining.suggest_difficulty", "0.00002");
        NotifiedWork own = new NotifiedWork(sent.getLast());
        for (int later = 3; later <= 2 + JobStore.KEPT_AT_LEAST; later++) {
            pass(ShareSession.OWN_JOB_MILLIS);
            request("mining.suggest_difficulty", "0.0000" + later);
            assertThat(sent.getLast()).contains("mining.notify");
        }
        millis.addAndGet(Duration.ofDays(20_000).toMillis());
        submit(own, own.nonce("00000001" + "0".repeat(16), 0, 0.00002, 0));
        assertThat(sent.getLast()).endsWith("\"result\":true,\"error\":null}");
    }

    @Test
    void knowsAStaleShareWhenTheClockIsSetBack() {
        template("tip", Templates.HARD_BITS);
        request("mining.subscribe", "\"nerdminer\"");
        request("mining.suggest_difficulty", "0.00001");
        request("mining.authorize", "\"" + USER + "\"");
        NotifiedWork before = new NotifiedWork(sent.getLast());
        template("next tip", Templates.HARD_BITS);
        millis.addAndGet(-Duration.ofHours(1).toMillis());
        pass(ShareCheck.LATE_GRACE_MILLIS + 1);
        submit(before, before.nonce("00000001" + "0".repeat(16), 0, 0.00001, 0));
        assertThat(sent.getLast()).contains("[21,\"Stale\"");
    }

    @ParameterizedTest
    @CsvSource({"fd=5000, 1000", "fd=5000, 0.00015", "d=5000, 1000", "'fd=5000,d=7000', 1000", "'d=7000,fd=5000', 1000"
    })
    void leavesWhatThePasswordSaysWheneverTheFirmwareSuggestsItsOwn(String password, String suggested) {
        template("tip", Templates.HARD_BITS);
        request("mining.subscribe", "\"test\"");
        request("mining.suggest_difficulty", "2000");
        request("mining.authorize", "\"" + USER + "\",\"" + password + "\"");
        assertThat(sent.get(3)).contains("set_difficulty").contains("[5000]");
        sent.clear();
        for (int i = 0; i < 3; i++) {
            pass(ShareSession.OWN_JOB_MILLIS);
            request("mining.suggest_difficulty", suggested);
            request("mining.suggest_target", "\"00000000003fffc0" + "0".repeat(48) + "\"");
        }
        template("next tip", Templates.HARD_BITS);
        assertThat(sent).hasSize(7);
        assertThat(sent.subList(0, 6)).containsOnly("{\"id\":7,\"result\":true,\"error\":null}");
        assertThat(sent.getLast()).contains("mining.notify");
    }

    @Test
    void givesAFractionThatWasSuggestedBeforeTheUserAgentWasKnown() {
        template("tip", Templates.HARD_BITS);
        request("mining.suggest_difficulty", "0.25");
        request("mining.subscribe", "");
        request("mining.authorize", "\"" + USER + "\"");
        assertThat(sent.get(3)).contains("set_difficulty").contains("[0.25]");
        receive("{\"id\":1000001,\"result\":\"some firmware\",\"error\":null}\n");
        sent.clear();
        template("next tip", Templates.HARD_BITS);
        assertThat(sent).singleElement().asString().contains("mining.notify");
    }

    @ParameterizedTest
    @CsvSource({
        "4096, true, 4096",
        "0.5, true, 1024",
        "0, true, 1024",
        "-1, false, 1024",
        "1e999, false, 1024",
        "'\"NaN\"', false, 1024",
        "null, false, 1024"
    })
    void saysWhetherItKeepsAMinimumDifficulty(String value, boolean kept, String difficulty) {
        request("mining.configure", "[\"minimum-difficulty\"],{\"minimum-difficulty.value\":" + value + "}");
        assertThat(sent.getLast())
                .isEqualTo("{\"id\":7,\"result\":{\"minimum-difficulty\":" + kept + "},\"error\":null}");
        enter();
        template("tip", Templates.HARD_BITS);
        assertThat(sent.getFirst()).contains("set_difficulty").contains("[" + difficulty + "]");
    }

    @Test
    void takesAMinimumDifficultyBack() {
        request("mining.configure", "[\"minimum-difficulty\"],{\"minimum-difficulty.value\":4096}");
        request("mining.configure", "[\"minimum-difficulty\"],{\"minimum-difficulty.value\":-1}");
        request("mining.configure", "[\"minimum-difficulty\"],{\"minimum-difficulty.value\":0}");
        enter();
        template("tip", Templates.HARD_BITS);
        assertThat(sent.getFirst()).contains("set_difficulty").contains("[1024]");
    }

    @Test
    void grantsTheBitsBothSidesCanRollHoweverManyTheMinerWishesFor() {
        request(
                "mining.configure",
                "[\"version-rolling\"],{\"version-rolling.mask\":\"00ffe000\",\"version-rolling.min-bit-count\":16}");
        assertThat(sent.getLast())
                .isEqualTo("{\"id\":7,\"result\":{\"version-rolling\":true,"
                        + "\"version-rolling.mask\":\"00ffe000\"},\"error\":null}");
    }

    private void submit(NotifiedWork notified, int nonce) {
        request(
                "mining.submit",
                "\"" + USER + "\",\"" + notified.jobId() + "\",\"0000000000000000\",\"" + notified.ntime() + "\",\""
                        + Integer.toHexString(nonce) + "\"");
    }

    @Test
    void asksWhoItIsThatDidNotSay() {
        template("tip", Templates.HARD_BITS);
        request("mining.subscribe", "");
        request("mining.authorize", "\"" + USER + "\"");
        assertThat(sent.getLast()).isEqualTo("{\"id\":1000001,\"method\":\"client.get_version\",\"params\":[]}");
        receive("{\"id\":1000001,\"result\":\"bitaxe/BM1370\",\"error\":null}\n");
        request("mining.suggest_difficulty", "1");
        assertThat(sent.get(sent.size() - 2)).as("known as a Bitaxe").contains("[256]");
    }

    @Test
    void leavesPongsUnanswered() {
        request("pong", "");
        receive("{\"id\":9,\"result\":\"pong\",\"error\":null}\n");
        assertThat(sent).isEmpty();
    }

    @Test
    void neverClosesForMethodsItDoesNotKnow() {
        for (int i = 0; i < 2 * StratumProtocol.REFUSALS_MAX; i++) {
            request("mining.capabilities", "");
            request("mining.get_transactions", "\"1\"");
        }
        assertThat(closed).isFalse();
        assertThat(sent.get(0)).contains("[-3,\"Method not found\"");
        assertThat(sent.get(1)).contains("[20,\"Not supported.\"");
    }

    @Test
    void paysOneKeyPerConnectionAndBoundsItsWorkers() {
        enter();
        for (int i = 1; i < StratumProtocol.WORKERS_MAX; i++) {
            request("mining.authorize", "\"" + USER + "." + i + "\"");
        }
        assertThat(sent).allMatch(line -> line.contains("true"));
        sent.clear();
        request("mining.authorize", "\"" + USER + ".more\"");
        assertThat(sent.getFirst()).contains("More than 64 workers");
        request("mining.authorize", "\"" + OPERATOR.hex() + "\"");
        assertThat(sent.getLast()).contains("already pays another key");
    }

    @Test
    void answersSubmitsOutOfTurnWithTheProtocolsErrors() {
        request("mining.submit", "\"w\",\"1\",\"00\",\"00\",\"00\"");
        assertThat(sent.getLast()).contains("[25,\"Not subscribed\"");
        request("mining.subscribe", "");
        request("mining.submit", "\"w\",\"1\",\"00\",\"00\",\"00\"");
        assertThat(sent.getLast()).contains("[24,\"Unauthorized worker\"");
        enter();
        template("tip", Templates.HARD_BITS);
        request("mining.submit", "\"w\",\"1\",\"00\",\"00\",7");
        assertThat(sent.getLast()).contains("[20,\"Malformed submit: nonce must be a string\"");
        request("mining.submit", "\"" + USER + ".w\",\"1\",\"00\",\"00\",\"00\"");
        assertThat(sent.getLast())
                .contains("[20,\"Malformed submit: extranonce2 needs 16 hex digits, got 2 characters\"");
    }

    @Test
    void closesAfterALongRunOfRefusals() {
        for (int i = 1; i < StratumProtocol.REFUSALS_MAX; i++) {
            request("mining.suggest_difficulty", "-1");
        }
        assertThat(closed).isFalse();
        request("mining.suggest_difficulty", "-1");
        assertThat(closed).isTrue();
        assertThat(sent).hasSize(StratumProtocol.REFUSALS_MAX);
    }

    @Test
    void letsMinersGoWhenThereIsNoWork() {
        enter();
        protocols.getLast().noWork();
        assertThat(closed).isTrue();
    }

    @Test
    void tellsFirmwareThatShowsMessagesWhyItIsLetGo() {
        request("mining.subscribe", "\"bitaxe/BM1370/v2.9.0\"");
        protocols.getLast().noWork();
        assertThat(sent.getLast()).contains("client.show_message").contains("No work");
    }

    @Test
    void givesItsExtranonceBack() {
        assertThat(extranonces.leased()).isEqualTo(1);
        protocols.getLast().closed();
        assertThat(extranonces.leased()).isZero();
    }

    @Property(tries = 500)
    void survivesAnyLine(@ForAll byte[] bytes) {
        connection.receive(Unpooled.buffer().writeBytes(bytes).writeByte('\n'), protocols.getLast());
    }

    @Property(tries = 500)
    void answersAnyParameters(@ForAll String text, @ForAll double number) {
        String params = Answer.quoted(text) + "," + (Double.isFinite(number) ? number : "null") + ",[{}],{\"a\":[1]}";
        for (String method : List.of(
                "mining.configure",
                "mining.subscribe",
                "mining.authorize",
                "mining.suggest_difficulty",
                "mining.submit",
                "mining.ping")) {
            int before = sent.size();
            pass(1_000 / Chatter.LINES_PER_SECOND);
            if (!closed) {
                request(method, params);
                assertThat(sent.size()).as(method).isGreaterThan(before);
            }
        }
    }
}
