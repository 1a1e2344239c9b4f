package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.job.JobFeed;
import org.vanta.appliance.template.Templates;

/** ESP-Miner as it runs on a Bitaxe: firmware-notes/bitaxe.md. */
class BitaxeReplayTest extends FirmwareReplay {
    private static final String EXTRANONCE2 = "0100000000000000";

    private static String[] connecting(String agent, String password) {
        return new String[] {
            "{\"id\": 1, \"method\": \"mining.configure\", \"params\": [[\"version-rolling\"], {\"version-rolling.mask\": \"ffffffff\"}]}",
            "{\"id\": 2, \"method\": \"mining.subscribe\", \"params\": [\"" + agent + "\"]}",
            "{\"id\": 3, \"method\": \"mining.authorize\", \"params\": [\"" + USER + "\", \"" + password + "\"]}"
        };
    }

    private static void connect(TestMiner bitaxe, String agent) throws Exception {
        answer(bitaxe, connecting(agent, "x"));
    }

    private static void answer(TestMiner bitaxe, String... connecting) throws Exception {
        bitaxe.send(connecting);
        assertThat(bitaxe.read())
                .isEqualTo(
                        "{\"id\":1,\"result\":{\"version-rolling\":true,\"version-rolling.mask\":\"1fffe000\"},\"error\":null}");
        assertThat(bitaxe.read()).isEqualTo(subscribed(2));
        assertThat(bitaxe.read()).isEqualTo(accepted(3));
        assertThat(bitaxe.read()).isEqualTo(SET_MASK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BM1366", "BM1368", "BM1370", "BM1397"})
    void getsItsAnswersInOrderAlthoughItSendsAllInOneSegment(String chip) throws Exception {
        try (TestMiner bitaxe = pool.connect()) {
            connect(bitaxe, "bitaxe/" + chip + "/v2.9.0");
            assertThat(bitaxe.read()).isEqualTo(setDifficulty("1024"));
            assertThat(bitaxe.read()).isEqualTo(notified(true));
            bitaxe.send(
                    "{\"id\": 4, \"method\": \"mining.suggest_difficulty\", \"params\": [1000]}",
                    "{\"id\": 5, \"method\": \"mining.extranonce.subscribe\", \"params\": []}");
            assertThat(bitaxe.read()).isEqualTo(accepted(4));
            assertThat(bitaxe.read()).isEqualTo(setDifficulty("1000"));
            assertThat(bitaxe.read()).isEqualTo(notifiedAgain(1));
            assertThat(bitaxe.read()).isEqualTo(accepted(5));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fd=4096", "d=4096", "x,fd=4096,md=512"})
    void isLeftAtTheDifficultyOfItsPasswordAlthoughItSuggestsOneAfterwards(String password) throws Exception {
        try (TestMiner bitaxe = pool.connect()) {
            answer(bitaxe, connecting("bitaxe/BM1370/v2.9.0", password));
            assertThat(bitaxe.read()).isEqualTo(setDifficulty("4096"));
            assertThat(bitaxe.read()).isEqualTo(notified(true));
            bitaxe.send(
                    "{\"id\": 4, \"method\": \"mining.suggest_difficulty\", \"params\": [1000]}",
                    "{\"id\": 5, \"method\": \"mining.extranonce.subscribe\", \"params\": []}");
            assertThat(bitaxe.read()).isEqualTo(accepted(4));
            assertThat(bitaxe.read()).isEqualTo(accepted(5));
            newBlock("next tip", Templates.HARD_BITS);
            assertThat(bitaxe.read()).isEqualTo(notified(true));
        }
    }

    @Test
    void findsTheWordItProbesForInItsOneRead() throws Exception {
        try (TestMiner probe = pool.connect()) {
            probe.send(
                    "{\"id\": 1, \"method\": \"mining.subscribe\", \"params\": [\"bitaxe/BM1370/v2.9.0\"]}",
                    "{\"id\": 2, \"method\": \"mining.authorize\", \"params\": [\"" + USER + "\", \"x\"]}");
            assertThat(probe.readOnce(1023)).startsWith(subscribed(1));
        }
    }

    @Test
    void isGivenNothingBelowWhatItsAsicReports() throws Exception {
        try (TestMiner bitaxe = pool.connect()) {
            connect(bitaxe, "bitaxe/BM1366/v2.9.0");
            bitaxe.send("{\"id\": 4, \"method\": \"mining.suggest_difficulty\", \"params\": [1]}");
            assertThat(bitaxe.readUntil("[256]")).isEqualTo(setDifficulty("256"));
        }
    }

    @Test
    void findsABlockWithTheVersionBitsItRolled() throws Exception {
        newBlock("next tip", Templates.EASY_BITS);
        try (TestMiner bitaxe = pool.connect()) {
            connect(bitaxe, "bitaxe/BM1370/v2.9.0");
            assertThat(bitaxe.read()).isEqualTo(setDifficulty("0.0000000004656542373906925"));
            NotifiedWork work = new NotifiedWork(bitaxe.read());
            int bits = 0x0012a000;
            int nonce = work.nonce(EXTRANONCE1 + EXTRANONCE2, bits, 4.7e-10, 0);
            bitaxe.send(submit(6, work, EXTRANONCE2, Hex.encodeInt(nonce), Hex.encodeInt(bits)));
            assertThat(bitaxe.read()).isEqualTo(accepted(6));
            assertThat(pool.winning.poll(10, TimeUnit.SECONDS)).isNotNull();
            bitaxe.send(submit(7, work, EXTRANONCE2, Hex.encodeInt(nonce), Hex.encodeInt(bits)));
            assertThat(bitaxe.read()).isEqualTo(rejected(7, "[22,\"Duplicate share\",null]"));
        }
    }

    @Test
    void canHoldEachHalfOfTheCoinbase() throws Exception {
        try (TestMiner bitaxe = pool.connect()) {
            connect(bitaxe, "bitaxe/BM1370/v2.9.0");
            NotifiedWork work = new NotifiedWork(bitaxe.readUntil("mining.notify"));
            assertThat(2 * work.headBytes()).isLessThan(384);
            assertThat(2 * work.tailBytes()).isLessThan(384);
            assertThat(work.branches()).isLessThanOrEqualTo(32);
        }
    }

    @Test
    void isGivenTheTimeOfSendingSinceItSetsItsClockByIt() throws Exception {
        try (TestMiner bitaxe = pool.connect()) {
            connect(bitaxe, "bitaxe/BM1370/v2.9.0");
            NotifiedWork first = new NotifiedWork(bitaxe.readUntil("mining.notify"));
            pool.millis.addAndGet(17_000);
            bitaxe.send("{\"id\": 4, \"method\": \"mining.suggest_difficulty\", \"params\": [1000]}");
            NotifiedWork later = new NotifiedWork(bitaxe.readUntil("mining.notify"));
            assertThat(Long.parseLong(later.ntime(), 16))
                    .isEqualTo(Long.parseLong(first.ntime(), 16) + 17)
                    .isEqualTo(pool.millis.get() / 1000);
        }
    }

    @Test
    void isLetGoToItsFallbackByName() throws Exception {
        try (TestMiner bitaxe = pool.connect()) {
            connect(bitaxe, "bitaxe/BM1370/v2.9.0");
            bitaxe.readUntil("\"method\":\"mining.notify\"");
            pool.feed.start();
            pool.millis.addAndGet(JobFeed.TEMPLATE_MILLIS_MAX + 1);
            assertThat(bitaxe.readUntil("client.show_message"))
                    .isEqualTo(
                            "{\"id\":null,\"method\":\"client.show_message\",\"params\":[\"No work: the node does not answer\"]}");
            assertThat(bitaxe.read()).isNull();
        }
    }
}
