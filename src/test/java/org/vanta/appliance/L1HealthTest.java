package org.vanta.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.health.PartHealth;
import org.vanta.appliance.health.PartState;
import org.vanta.appliance.node.NodeState;

class L1HealthTest {
    private static final NodeState WORKS = node("one:8332", Optional.empty());
    private static final NodeState FAILS = node("two:8332", Optional.of("no node at two:8332 (no connection)"));

    private static NodeState node(String name, Optional<String> failure) {
        return new NodeState(name, failure.isEmpty(), Optional.empty(), Optional.empty(), 0, false, failure);
    }

    @Test
    void isUpWhileAllNodesGiveWork() {
        assertThat(L1Health.of(WORKS, List.of(WORKS), true).state()).isEqualTo(PartState.UP);
    }

    @Test
    void isDegradedWhileAnotherNodeFails() {
        assertThat(L1Health.of(WORKS, List.of(WORKS, FAILS), true))
                .isEqualTo(new PartHealth(PartState.DEGRADED, FAILS.failure().orElseThrow()));
    }

    @Test
    void isNoMoreThanDegradedWhileMinersKeepTheWorkOfANodeThatFailsAndAnotherWillGiveSome() {
        PartHealth health = L1Health.of(FAILS, List.of(WORKS, FAILS), true);
        assertThat(health.state()).isEqualTo(PartState.DEGRADED);
        assertThat(health.sentence()).contains("no node at two:8332", "miners keep its work", "one:8332");
    }

    @Test
    void isDownWhenMinersHaveNoWork() {
        assertThat(L1Health.of(FAILS, List.of(WORKS, FAILS), false).state()).isEqualTo(PartState.DOWN);
        assertThat(L1Health.of(WORKS, List.of(WORKS), false).state()).isEqualTo(PartState.DOWN);
    }

    @Test
    void isDownWhenNoNodeGivesWork() {
        assertThat(L1Health.of(FAILS, List.of(FAILS), true))
                .isEqualTo(new PartHealth(PartState.DOWN, FAILS.failure().orElseThrow()));
    }
}
