package org.vanta.appliance.share;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vanta.appliance.LogWatch;

/** Goal: an operator finds the miner that is set up wrongly, and no number of strangers fills the log. Method: what the log gets. */
class RefusedNamesTest {
    private static final String MISTYPED = "Owner key needs 64 hex digits, got 63";

    private final LogWatch log = LogWatch.of(RefusedNames.class);
    private final RefusedNames names = new RefusedNames();

    @AfterEach
    void stop() {
        log.close();
    }

    private void refused(String address, String name, NameRefusal reason, long now) {
        names.add(new RefusedNames.Refused(now, address, name, "bitaxe", reason, MISTYPED), address, now);
    }

    private void refused(int address, long now) {
        refused("10.0.0." + address, "a".repeat(63), NameRefusal.NOT_A_KEY, now);
    }

    @Test
    void saysWhoWhyAndWhatToDo() {
        refused(1, 0);
        assertThat(log.lines())
                .containsExactly("10.0.0.1 (bitaxe) is refused as a miner: Owner key needs 64 hex digits, got 63 (user"
                        + " name \"aaaaaa...aaaa\"); set its user name to <owner key>.<worker>, with the owner key that"
                        + " \"vanta keygen\" printed");
        assertThat(names.count(NameRefusal.NOT_A_KEY)).isEqualTo(1);
        assertThat(names.count(NameRefusal.FOREIGN)).isZero();
    }

    @Test
    void saysTheSameOfAnAddressOnceAnHour() {
        refused(1, 0);
        refused(1, RefusedNames.SAY_AGAIN_MILLIS - 1);
        assertThat(log.lines()).hasSize(1);
        refused("10.0.0.1", "rig", NameRefusal.FOREIGN, RefusedNames.SAY_AGAIN_MILLIS - 1);
        assertThat(log.lines()).as("another reason").hasSize(2);
        refused(1, RefusedNames.SAY_AGAIN_MILLIS);
        assertThat(log.lines()).hasSize(3).last().asString().endsWith("printed");
        assertThat(names.count(NameRefusal.NOT_A_KEY)).isEqualTo(3);
    }

    @Test
    void saysAFewAtOnceAndThenOneAMinuteWhoeverComes() {
        for (int i = 0; i < 1_000; i++) {
            refused(i, 0);
        }
        assertThat(log.lines()).hasSize(RefusedNames.LINES_MAX);
        refused(1_000, RefusedNames.LINE_MILLIS - 1);
        assertThat(log.lines()).hasSize(RefusedNames.LINES_MAX);
        refused(1_001, RefusedNames.LINE_MILLIS);
        refused(1_002, RefusedNames.LINE_MILLIS);
        assertThat(log.lines())
                .hasSize(RefusedNames.LINES_MAX + 1)
                .last()
                .asString()
                .endsWith("; refused since the last such line," + " without one: 991");
        for (int i = 0; i < 1_000; i++) {
            refused(2_000 + i, 100 * RefusedNames.LINE_MILLIS);
        }
        assertThat(log.lines()).hasSize(2 * RefusedNames.LINES_MAX + 1);
    }

    @Test
    void keepsTheLastOfAFewAddresses() {
        for (int i = 0; i < 100; i++) {
            refused(i, i);
        }
        refused(95, 100);
        assertThat(names.latest())
                .extracting(RefusedNames.Refused::address)
                .hasSize(RefusedNames.SHOWN_MAX)
                .startsWith("10.0.0.95", "10.0.0.99", "10.0.0.98")
                .endsWith("10.0.0.92");
        assertThat(names.latest().getFirst().millis()).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "x, ...",
        "hunter2, hu...2",
        "bc1qexample.rig, bc1qe...rig",
        "0123456789abcdef0123456789abcdef.rig, 012345....rig",
        "'a\n\u001b[31m\u2028bcdefghijklmnop', 'a__[31...mnop'"
    })
    void showsOfANameWhatItsOwnerKnowsItBy(String name, String shown) {
        assertThat(RefusedNames.masked(name)).isEqualTo(shown);
    }
}
