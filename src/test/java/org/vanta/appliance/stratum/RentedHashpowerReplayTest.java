package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vanta.appliance.bytes.Hex;

/** NiceHash and MiningRigRentals: firmware-notes/rented-hashpower.md. */
class RentedHashpowerReplayTest extends FirmwareReplay {
    @Test
    void mayFollowTheExtranonceAndHasEightBytesToRoll() throws Exception {
        try (TestMiner proxy = pool.connect()) {
            proxy.send("{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"NiceHash/1.0.0\"]}");
            assertThat(proxy.read()).isEqualTo(subscribed(1)).endsWith(",8],\"error\":null}");
            proxy.send("{\"id\":2,\"method\":\"mining.extranonce.subscribe\",\"params\":[]}");
            assertThat(proxy.read()).isEqualTo(accepted(2));
            proxy.send("{\"id\":3,\"method\":\"mining.authorize\",\"params\":[\"" + USER + "\",\"d=524288\"]}");
            assertThat(proxy.read()).isEqualTo(accepted(3));
            assertThat(proxy.read()).isEqualTo(setDifficulty("524288"));
            assertThat(proxy.read()).isEqualTo(notified(true));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "d=600000, 600000",
        "x;diff=600000, 600000",
        "fd=700000, 700000",
        "'x,md=800000', 800000",
        "'d=600000,fd=700000', 700000",
        "d=nonsense, 1024",
        "123, 1024"
    })
    void setsItsDifficultyByPasswordForWantOfAnythingElse(String password, String difficulty) throws Exception {
        try (TestMiner rig = pool.connect()) {
            rig.send(
                    "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"bmminer/2.0.0\"]}",
                    "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + USER + "\",\"" + password + "\"]}");
            assertThat(rig.readUntil("set_difficulty")).isEqualTo(setDifficulty(difficulty));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "x, 524288",
        "d=600000, 600000",
        "d=1000, 524288",
        "fd=1000, 524288",
        "md=1, 524288",
        "fd=700000, 700000",
    })
    void asksForNoLessThanMarketplacesTakeOnThePortForThem(String password, String difficulty) throws Exception {
        try (TestMiner rig = new TestMiner(pool.server.rentedPort())) {
            rig.send(
                    "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"NiceHash/1.0.0\"]}",
                    "{\"id\":2,\"method\":\"mining.extranonce.subscribe\",\"params\":[]}",
                    "{\"id\":3,\"method\":\"mining.authorize\",\"params\":[\"" + USER + "\",\"" + password + "\"]}",
                    "{\"id\":4,\"method\":\"mining.suggest_difficulty\",\"params\":[1]}");
            assertThat(rig.read()).isEqualTo(subscribed(1));
            assertThat(rig.read()).isEqualTo(accepted(2));
            assertThat(rig.read()).isEqualTo(accepted(3));
            assertThat(rig.read()).isEqualTo(setDifficulty(difficulty));
            assertThat(rig.read()).isEqualTo(notified(true));
            assertThat(rig.read()).isEqualTo(accepted(4));
        }
    }

    @Test
    void staysConnectedAfterAnInvalidShare() throws Exception {
        try (TestMiner rig = pool.connect()) {
            rig.send(
                    "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"NiceHash/1.0.0\"]}",
                    "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + USER + "\",\"fd=1000000\"]}");
            NotifiedWork work = new NotifiedWork(rig.readUntil("\"method\":\"mining.notify\""));
            rig.send(submit(3, work, "0000000000000000", "00000000"), "{\"id\":4,\"method\":\"mining.ping\"}");
            assertThat(rig.read()).isEqualTo(rejected(3, "[23,\"Difficulty too low\",null]"));
            assertThat(rig.read()).isEqualTo("{\"id\":4,\"result\":\"pong\",\"error\":null}");
        }
    }

    @Test
    void isClosedAfterALongRunOfInvalidSharesOnly() throws Exception {
        try (TestMiner rig = pool.connect()) {
            rig.send(
                    "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"NiceHash/1.0.0\"]}",
                    "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + USER + "\",\"fd=1000000\"]}");
            NotifiedWork work = new NotifiedWork(rig.readUntil("\"method\":\"mining.notify\""));
            for (int i = 0; i < StratumProtocol.REFUSALS_MAX; i++) {
                assertThat(rig.send(submit(i, work, "0000000000000000", Hex.encodeInt(i)))
                                .read())
                        .isEqualTo(rejected(i, "[23,\"Difficulty too low\",null]"));
            }
            assertThat(rig.read()).isNull();
        }
    }
}
