package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: whoever means a key of its own never mines for another. Method: names as people type and paste them, at a server that takes foreign ones. */
class PayoutRuleTest {
    private static final String KEY = "3f0a1bc58e1d70429a6b01cd5e2f7088a4c93d1610ffbe27560c4e8d9a01b3c7";
    private static final PayoutRule RULE = new PayoutRule(TestPool.OPERATOR, true);

    static Stream<String> mistyped() {
        return Stream.of(
                KEY + ' ',
                ' ' + KEY,
                KEY + "\t.rig",
                '"' + KEY + '"',
                "0x" + KEY,
                KEY + "_rig",
                KEY + "/rig",
                KEY + ":rig",
                KEY + "rig",
                "rig." + KEY,
                KEY.replace('0', 'O'),
                KEY.replace('0', 'o') + ".rig",
                KEY.replace('1', 'l'),
                KEY.replace('1', 'I'),
                KEY.replace("c5", "x5"),
                KEY.substring(1),
                KEY + '0',
                KEY.substring(0, 32));
    }

    @ParameterizedTest
    @MethodSource("mistyped")
    void refusesAMistypedKeyWithFalseAndError24(String name) throws Exception {
        assertThat(RULE.payee(name))
                .asInstanceOf(type(PayoutRule.Payee.Refused.class))
                .extracting(PayoutRule.Payee.Refused::sentence)
                .asString()
                .contains("64 hex digits");
        try (TestPool pool = new TestPool();
                TestMiner miner = pool.connect()) {
            String escaped = name.replace("\"", "\\\"").replace("\t", "\\t");
            assertThat(miner.send("{\"id\":1,\"method\":\"mining.authorize\",\"params\":[\"" + escaped + "\",\"x\"]}")
                            .read())
                    .contains("\"result\":false")
                    .contains("[24,");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bc1qexample.rig",
                "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq.rig",
                "bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr",
                "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
                "worker.00112233445566778899aabbccddee"
            })
    void paysTheOperatorForANameThatIsMeantAsNoKey(String name) {
        assertThat(RULE.payee(name)).isEqualTo(new PayoutRule.Payee.Pays(TestPool.OPERATOR, name));
    }

    @Test
    void paysTheKeyInEitherCaseWhateverItsWorkerIsCalled() {
        String key = TestPool.MINER.hex();
        assertThat(RULE.payee(key)).isEqualTo(new PayoutRule.Payee.Pays(TestPool.MINER, ""));
        assertThat(RULE.payee(key.toUpperCase(Locale.ROOT) + ".rig"))
                .isEqualTo(new PayoutRule.Payee.Pays(TestPool.MINER, "rig"));
        assertThat(RULE.payee(key + '.' + KEY)).isEqualTo(new PayoutRule.Payee.Pays(TestPool.MINER, KEY));
    }
}
