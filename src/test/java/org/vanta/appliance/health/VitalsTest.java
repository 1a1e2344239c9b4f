package org.vanta.appliance.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When an orchestrator is told that the appliance is ready. */
class VitalsTest {
    private static final PartHealth UP = new PartHealth(PartState.UP, "is well");
    private static final L1View AWAY = new L1View(false, -1, -1, new PartHealth(PartState.DOWN, "does not answer"));
    private static final L1View THERE = new L1View(true, 7, 0, UP);

    private static Vitals started(boolean served, L1View l1, PartState store) {
        Vitals vitals = new Vitals();
        vitals.connect(
                () -> new MiningView(served, 0, 0),
                () -> l1,
                () -> new L2View(0, UP),
                () -> new PartHealth(store, "is so"),
                () -> UP);
        vitals.started();
        return vitals;
    }

    @Test
    void withMinersItIsReadyWhenThereIsWork() {
        assertThat(started(true, THERE, PartState.UP).isReady()).isTrue();
        assertThat(started(true, AWAY, PartState.UP).isReady()).isFalse();
    }

    @Test
    void withoutMinersNoWorkIsNeeded() {
        assertThat(started(false, AWAY, PartState.UP).isReady()).isTrue();
        assertThat(started(false, AWAY, PartState.DEGRADED).isReady()).isTrue();
    }

    @Test
    void withoutAStateItIsNeverReady() {
        assertThat(started(true, THERE, PartState.DOWN).isReady()).isFalse();
        assertThat(started(false, THERE, PartState.DOWN).isReady()).isFalse();
        assertThat(new Vitals().isReady()).isFalse();
    }
}
