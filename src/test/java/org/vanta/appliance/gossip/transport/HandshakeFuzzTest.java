package org.vanta.appliance.gossip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A short run of the fuzz with fixed seeds; {@link HandshakeFuzz} runs as long as it is told. */
class HandshakeFuzzTest {
    @Test
    void noChangedMessageLeadsToAFinishedHandshake() {
        HandshakeFuzz fuzz = new HandshakeFuzz();
        for (long seed = 0; seed < 300; seed++) {
            fuzz.outcomes.merge(HandshakeFuzz.once(seed), 1, Integer::sum);
        }
        assertThat(fuzz.outcomes.get("alert")).isGreaterThan(100);
    }
}
