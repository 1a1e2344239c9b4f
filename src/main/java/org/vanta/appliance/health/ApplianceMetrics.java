package org.vanta.appliance.health;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.vanta.appliance.gossip.GossipService;
import org.vanta.appliance.index.ShieldedIndex;
import org.vanta.appliance.proof.ProofOutcome;
import org.vanta.appliance.proof.ProofTally;

/** All meters and their names. */
@Startup
@Singleton
public final class ApplianceMetrics {
    public ApplianceMetrics(
            MeterRegistry registry, Vitals vitals, ShieldedIndex index, ProofTally proofs, GossipService gossip) {
        gauge(
                registry,
                "vanta.miners.connected",
                "Stratum connections that have subscribed and authorized",
                vitals,
                v -> v.mining().minersConnected());
        gauge(
                registry,
                "vanta.difficulty.current",
                "Difficulty of the present target",
                vitals,
                v -> v.mining().difficulty());
        gauge(registry, "vanta.l1.connected", "1 while the L1 node answers", vitals, v -> v.l1().connected() ? 1 : 0);
        gauge(
                registry,
                "vanta.tip.age.seconds",
                "Seconds since the L1 node's tip changed; no number before the first",
                vitals,
                v -> v.l1().tipAgeMs() < 0 ? Double.NaN : v.l1().tipAgeMs() / 1000.0);
        gauge(registry, "vanta.l1.height", "Height of the L1 node's tip", vitals, v -> v.l1().height());
        gauge(
                registry,
                "vanta.delivery.depth",
                "Notes that wait for delivery to L2, or for L1 to say whether it took their block",
                vitals,
                v -> v.l2().retryQueueDepth());
        gauge(
                registry,
                "vanta.index.height",
                "Height of the last indexed block",
                index,
                i -> i.state().height());
        gauge(
                registry,
                "vanta.index.commitments",
                "Commitments in the tree",
                index,
                i -> i.state().commitmentCount());
        gauge(
                registry,
                "vanta.index.nullifiers",
                "Nullifiers revealed",
                index,
                i -> i.state().nullifierCount());
        gauge(
                registry,
                "vanta.index.unbacked.anchors",
                "Anchors without a matching output",
                index,
                i -> i.state().unbackedAnchors());
        gauge(registry, "vanta.notes.pending", "Notes that wait for a block", index, ShieldedIndex::pendingNotes);
        GossipMeters.register(registry, gossip);
        for (ProofOutcome outcome : ProofOutcome.values()) {
            FunctionCounter.builder("vanta.proofs", proofs, tally -> tally.of(outcome))
                    .description("What might have been a proof, by what became of it")
                    .tag("outcome", outcome.word())
                    .register(registry);
        }
        FunctionTimer.builder(
                        "vanta.proof.check", proofs, ProofTally::checks, ProofTally::checkNanos, TimeUnit.NANOSECONDS)
                .description("Time spent on checking proofs")
                .register(registry);
    }

    private static <T> void gauge(
            MeterRegistry registry, String name, String description, T subject, ToDoubleFunction<T> value) {
        Gauge.builder(name, subject, value)
                .description(description)
                .strongReference(true)
                .register(registry);
    }
}
