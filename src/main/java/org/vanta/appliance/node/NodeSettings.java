package org.vanta.appliance.node;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@link Nodes} needs to know, checked.
 *
 * @param endpoints at least one, at most {@value #ENDPOINTS_MAX}, in the order of preference
 * @param chain what {@code getblockchaininfo.chain} has to say for a node to be ours
 * @param poll between two looks at a node's best block
 */
public record NodeSettings(
        List<NodeEndpoint> endpoints,
        String chain,
        Duration poll,
        Duration connectTimeout,
        Duration callTimeout,
        Duration submitTimeout) {
    public static final int ENDPOINTS_MAX = 16;
    private static final Duration POLL_MIN = Duration.ofMillis(10);

    public NodeSettings {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty() || endpoints.size() > ENDPOINTS_MAX) {
            throw new IllegalArgumentException(
                    "VANTA_L1_URL names " + endpoints.size() + " nodes, 1 to " + ENDPOINTS_MAX + " are possible");
        }
        if (poll.compareTo(POLL_MIN) < 0) {
            throw new IllegalArgumentException("VANTA_POLL_MS is below " + POLL_MIN.toMillis());
        }
    }

    /** One node with the default times. */
    public static NodeSettings of(NodeEndpoint endpoint, String chain) {
        return new NodeSettings(
                List.of(endpoint),
                chain,
                Duration.ofSeconds(1),
                Duration.ofSeconds(3),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60));
    }

    /** @throws IllegalArgumentException with a sentence that names the setting and the remedy */
    public static NodeSettings from(NodeConfig config, String chain) {
        List<String> urls = config.url();
        List<String> zmqs = config.zmq().orElse(List.of());
        if (zmqs.size() > urls.size()) {
            throw new IllegalArgumentException(
                    "VANTA_L1_ZMQ names " + zmqs.size() + " addresses for " + urls.size() + " nodes in VANTA_L1_URL");
        }
        List<NodeEndpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < urls.size(); i++) {
            Optional<String> zmq = i < zmqs.size() ? Optional.of(zmqs.get(i).strip()) : Optional.empty();
            endpoints.add(new NodeEndpoint(uri(urls.get(i).strip()), credentials(config, i), zmq));
        }
        return new NodeSettings(
                endpoints,
                chain,
                Duration.ofMillis(config.pollMs()),
                config.connectTimeout(),
                config.callTimeout(),
                config.submitTimeout());
    }

    private static URI uri(String url) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("VANTA_L1_URL: \"" + url + "\" is not of the form http://host:port", e);
        }
    }

    private static Credentials credentials(NodeConfig config, int index) {
        List<String> cookies = config.cookieFile().orElse(List.of());
        if (!cookies.isEmpty()) {
            int urls = config.url().size();
            if (cookies.size() != 1 && cookies.size() != urls) {
                throw new IllegalArgumentException("VANTA_L1_COOKIE_FILE names " + cookies.size() + " files for " + urls
                        + " nodes; give one, or one for each");
            }
            return new Credentials.CookieFile(
                    Path.of(cookies.get(Math.min(index, cookies.size() - 1)).strip()));
        }
        if (config.user().isPresent() && config.password().isPresent()) {
            return new Credentials.Password(
                    config.user().orElseThrow(), config.password().orElseThrow());
        }
        throw new IllegalArgumentException(
                "no way to log in to the node: set VANTA_L1_COOKIE_FILE, or VANTA_L1_USER and VANTA_L1_PASSWORD");
    }
}
