package org.vanta.appliance;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.chain.Network;
import org.vanta.appliance.gossip.GossipConfig;
import org.vanta.appliance.gossip.GossipSettings;
import org.vanta.appliance.node.NodeConfig;
import org.vanta.appliance.node.NodeSettings;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.store.StartRefusal;
import org.vanta.appliance.stratum.StratumConfig;

/** The configuration as types, or a refusal that names the setting and the remedy. */
record Settings(
        Network network,
        Optional<OwnerKey> operator,
        NodeSettings nodes,
        Optional<URI> remoteSidecar,
        GossipSettings gossip) {
    static Settings of(
            ApplianceConfig config, StratumConfig stratumConfig, NodeConfig nodeConfig, GossipConfig gossipConfig) {
        Optional<OwnerKey> operator = operator(config, stratumConfig.enabled());
        if (config.httpPort() != 0
                && gossipConfig
                        .relayPort()
                        .filter(port -> port == config.httpPort())
                        .isPresent()) {
            // Vert.x would share the port between the two, one connection each by turns.
            throw refusal(
                    "VANTA_GOSSIP_RELAY_PORT and VANTA_HTTP_PORT are both " + config.httpPort()
                            + "; set VANTA_GOSSIP_RELAY_PORT to a port of its own, or leave it empty",
                    null);
        }
        try {
            Network network = Network.parse(config.network());
            return new Settings(
                    network,
                    operator,
                    NodeSettings.from(nodeConfig, network.l1Chain()),
                    config.l2Url().map(Settings::sidecar),
                    GossipSettings.from(gossipConfig, network.id(), config.dataDir()));
        } catch (IllegalArgumentException e) {
            throw refusal(String.valueOf(e.getMessage()), e);
        }
    }

    private static Optional<OwnerKey> operator(ApplianceConfig config, boolean required) {
        Optional<String> given = config.shieldedPubkey().map(String::strip).filter(key -> !key.isEmpty());
        if (given.isEmpty() && !required) {
            return Optional.empty();
        }
        String text = given.orElseThrow(() -> refusal(
                "SHIELDED_PUBKEY is not set: it is the owner key that is paid, 64 hex digits; \"vanta keygen --out FILE\" makes one",
                null));
        try {
            return Optional.of(OwnerKey.parse(text));
        } catch (MalformedBytesException e) {
            throw refusal(
                    "SHIELDED_PUBKEY is not an owner key (" + e.getMessage()
                            + "): it is 64 hex digits; \"vanta keygen --out FILE\" makes one",
                    e);
        }
    }

    private static URI sidecar(String url) {
        try {
            URI uri = new URI(url.strip());
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Told below, with what has another form.
        }
        throw new IllegalArgumentException("VANTA_L2_URL: \"" + url + "\" is not of the form http://host:port");
    }

    static StartRefusal refusal(String sentence, @Nullable Throwable cause) {
        return cause == null ? new StartRefusal(sentence) : new StartRefusal(sentence, cause);
    }
}
