package org.vanta.appliance.gossip.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: every honest peer gets every honest message once, whatever the network and a tenth of its peers do. Method: simulated swarms, each
 * from its seed, which a failure names; {@link SwarmSimulationMeasure} runs the same over as many seeds as there is time for.
 */
class SwarmSimulationTest {
    private static final int MESSAGES = 30;

    @ParameterizedTest
    @CsvSource({"2, 50", "3, 50", "10, 200", "30, 20", "200, 1"})
    void deliversEveryHonestMessageOnceAndNamesTheHostile(int peers, int seeds) {
        for (long seed = 1; seed <= seeds; seed++) {
            List<String> faults = new SwarmSimulation(seed, peers, MESSAGES).run();
            assertThat(faults).isEmpty();
        }
    }
}
