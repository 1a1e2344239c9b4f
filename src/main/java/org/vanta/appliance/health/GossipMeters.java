package org.vanta.appliance.health;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.vanta.appliance.gossip.FrameFate;
import org.vanta.appliance.gossip.GossipService;
import org.vanta.appliance.gossip.GossipTally;
import org.vanta.appliance.gossip.HandshakeStage;
import org.vanta.appliance.gossip.MessageFate;
import org.vanta.appliance.gossip.MessageKind;

/** What is measured of gossip. */
final class GossipMeters {
    private GossipMeters() {}

    static void register(MeterRegistry registry, GossipService gossip) {
        gauge(registry, "vanta.gossip.peers", "Neighbours", gossip, GossipService::peerCount);
        gauge(registry, "vanta.gossip.queue.bytes", "Bytes that wait to be sent", gossip, GossipService::queuedBytes);
        gauge(
                registry,
                "vanta.gossip.banned",
                "Peers and address groups banned now",
                gossip,
                g -> g.bans().size());
        GossipTally tally = gossip.tally();
        counter(registry, "vanta.gossip.bans", "Bans that peers brought on themselves", tally, GossipTally::bans);
        counter(registry, "vanta.gossip.offences", "What was held against peers", tally, GossipTally::offences);
        for (MessageKind kind : MessageKind.values()) {
            for (MessageFate fate : MessageFate.values()) {
                FunctionCounter.builder("vanta.gossip.messages", tally, t -> t.of(kind, fate))
                        .description("Messages by kind and fate")
                        .tag("kind", kind.word())
                        .tag("fate", fate.word())
                        .register(registry);
            }
        }
        for (FrameFate fate : FrameFate.values()) {
            FunctionCounter.builder("vanta.gossip.frames", tally, t -> t.of(fate))
                    .description("Frames by fate")
                    .tag("fate", fate.word())
                    .register(registry);
        }
        for (HandshakeStage stage : HandshakeStage.values()) {
            FunctionCounter.builder("vanta.gossip.handshakes", tally, t -> t.of(stage))
                    .description("Handshakes that others began, and those that proved a key")
                    .tag("stage", stage.word())
                    .register(registry);
        }
        FunctionTimer.builder(
                        "vanta.gossip.first.delivery",
                        tally,
                        GossipTally::deliveries,
                        GossipTally::deliveryNanos,
                        TimeUnit.NANOSECONDS)
                .description("From a frame's arrival to the first delivery of its message")
                .register(registry);
    }

    private static void gauge(
            MeterRegistry registry,
            String name,
            String description,
            GossipService gossip,
            ToDoubleFunction<GossipService> value) {
        Gauge.builder(name, gossip, value).description(description).register(registry);
    }

    private static void counter(
            MeterRegistry registry,
            String name,
            String description,
            GossipTally tally,
            ToDoubleFunction<GossipTally> value) {
        FunctionCounter.builder(name, tally, value).description(description).register(registry);
    }
}
