package org.vanta.appliance.cli;

import java.util.HashMap;
import java.util.Map;

/**
 * The whole configuration of a demo. On a host where an appliance is set up, its environment and files would say where the demo's notes and alerts go
 * and how it logs in: system properties outrank them, so each key is set, to nothing or to its default where the demo has no value of its own.
 */
final class DemoSettings {
    /** The keys of docs/configuration.md with their defaults. */
    private static final String DEFAULTS = """
            vanta.l2-url=
            vanta.shielded-notes-file=
            vanta.note.envelope=v1
            vanta.note.output-value=zero
            vanta.gossip.port=11204
            vanta.gossip.host=0.0.0.0
            vanta.gossip.bootstrap-peers=
            vanta.gossip.quic=true
            vanta.gossip.tcp=false
            vanta.gossip.announce=
            vanta.gossip.relays=
            vanta.gossip.relay-port=
            vanta.gossip.url=
            vanta.gossip.admin-token=
            vanta.index.reorg-max=1000
            vanta.l1.cookie-file=
            vanta.l1.zmq=
            vanta.l1.poll-ms=1000
            vanta.l1.connect-timeout=3s
            vanta.l1.call-timeout=10s
            vanta.l1.submit-timeout=60s
            vanta.probe.port=
            vanta.proof.threads=1
            vanta.proof.queue=64
            vanta.inbox.submits-per-minute=600
            vanta.inbox.pending-per-day=5000
            vanta.database.url=
            vanta.database.schema=vanta
            vanta.database.user=
            vanta.database.password=
            vanta.database.password-file=
            vanta.database.patience=30s
            vanta.stratum.enabled=true
            vanta.stratum.host=0.0.0.0
            vanta.stratum.start-difficulty=1024
            vanta.stratum.foreign-names-pay-operator=true
            vanta.stratum.connections-max=20000
            vanta.stratum.proxy-protocol=false
            vanta.stratum.proxy-port=
            vanta.stratum.rented-port=
            vanta.stratum.tls-port=
            vanta.stratum.tls-certificate=
            vanta.stratum.tls-key=
            vanta.stratum.tls-names=
            vanta.stratum.connections-per-address-max=2000
            vanta.stratum.connections-per-subnet-max=8000
            vanta.stratum.subscribe-timeout=15s
            vanta.stratum.authorize-timeout=60s
            vanta.stratum.idle-timeout=2h
            vanta.stratum.drain-timeout=2s
            vanta.stratum.worker-metrics=false
            vanta.webhook.url=
            vanta.webhook.ntfy-url=
            vanta.webhook.ntfy-token=
            vanta.webhook.discord-url=
            vanta.webhook.telegram-token=
            vanta.webhook.telegram-chat=
            vanta.webhook.telegram-url=https://api.telegram.org
            vanta.webhook.silent-after=30m
            vanta.webhook.best-difficulty=0
            """;

    private DemoSettings() {}

    /** @param own the demo's own values, by key */
    static Map<String, String> with(Map<String, String> own) {
        Map<String, String> settings = new HashMap<>();
        DEFAULTS.lines().forEach(line -> {
            int equals = line.indexOf('=');
            settings.put(line.substring(0, equals), line.substring(equals + 1));
        });
        settings.putAll(own);
        return settings;
    }
}
