package org.vanta.appliance.gossip;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vanta.appliance.gossip.core.TopicId;
import org.vanta.appliance.gossip.transport.BootstrapPeer;

/**
 * The configuration of gossip as types.
 *
 * @param local whether peers share this machine or its network, as on regtest and devnet
 * @param relayPort where to be a relay for others
 * @param dataDir where the endpoint's key and known peers are kept
 */
public record GossipSettings(
        boolean enabled,
        TopicId topic,
        boolean local,
        InetSocketAddress bind,
        boolean quic,
        boolean tcp,
        List<BootstrapPeer> bootstrap,
        List<InetSocketAddress> announced,
        List<URI> relays,
        Optional<Integer> relayPort,
        Optional<URI> url,
        Path dataDir) {
    private static final String MAINNET = "mainnet";
    private static final int PORT_MAX = 65_535;

    public GossipSettings {
        bootstrap = List.copyOf(bootstrap);
        announced = List.copyOf(announced);
        relays = List.copyOf(relays);
    }

    /** @throws IllegalArgumentException naming the key and what would be right */
    public static GossipSettings from(GossipConfig config, String network, Path dataDir) {
        if (config.enabled() && !config.quic() && !config.tcp()) {
            throw new IllegalArgumentException(
                    "VANTA_GOSSIP_QUIC and VANTA_GOSSIP_TCP are both false: set one of them, or VANTA_GOSSIP_ENABLED=false");
        }
        if (config.port() < 0 || config.port() > PORT_MAX) {
            throw new IllegalArgumentException("VANTA_GOSSIP_PORT: " + config.port() + " is no port, 0 to " + PORT_MAX);
        }
        return new GossipSettings(
                config.enabled(),
                topic(network),
                !network.equals(MAINNET),
                bind(config),
                config.quic(),
                config.tcp(),
                bootstrap(config),
                announced(config),
                relays(config),
                config.relayPort(),
                config.url()
                        .filter(text -> !text.isBlank())
                        .map(text -> named("VANTA_GOSSIP_URL", () -> PeerUrl.parse(text.strip()))),
                dataDir);
    }

    /** Mainnet's is the one that the network has; the others' are named after it. */
    static TopicId topic(String network) {
        return TopicId.ofName("Vanta/L2/Gossip/" + (network.equals(MAINNET) ? "v1" : network));
    }

    private static InetSocketAddress bind(GossipConfig config) {
        try {
            return new InetSocketAddress(InetAddress.getByName(config.host()), config.port());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "VANTA_GOSSIP_HOST: \"" + config.host() + "\" is no address of this machine", e);
        }
    }

    private static List<BootstrapPeer> bootstrap(GossipConfig config) {
        return named(
                "VANTA_BOOTSTRAP_PEERS",
                () -> BootstrapPeer.parseList(
                        String.join(",", config.bootstrapPeers().orElse(List.of()))));
    }

    private static List<InetSocketAddress> announced(GossipConfig config) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String text : config.announce().orElse(List.of())) {
            addresses.add(named("VANTA_GOSSIP_ANNOUNCE", () -> announcedAddress(text.strip())));
        }
        return addresses;
    }

    private static InetSocketAddress announcedAddress(String text) {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            String host = text.substring(0, Math.max(0, colon)).replace("[", "").replace("]", "");
            if (port > 0 && port <= PORT_MAX && !host.isEmpty()) {
                return new InetSocketAddress(InetAddress.getByName(host), port);
            }
        } catch (NumberFormatException _) {
            // Told below, together with what has another form.
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("\"" + text + "\": DNS knows no address of it", e);
        }
        throw new IllegalArgumentException("\"" + text + "\" is not of the form host:port");
    }

    private static List<URI> relays(GossipConfig config) {
        List<URI> relays = new ArrayList<>();
        for (String text : config.relays().orElse(List.of())) {
            relays.add(named("VANTA_GOSSIP_RELAYS", () -> PeerUrl.parse(text.strip())));
        }
        return relays;
    }

    private interface Reading<T> {
        T read();
    }

    private static <T> T named(String key, Reading<T> reading) {
        try {
            return reading.read();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }
}
