package org.vanta.appliance.node;

import java.net.URI;
import java.util.Optional;

/**
 * Where one node is reached.
 *
 * @param url of its JSON-RPC, {@code http} or {@code https}
 * @param zmq address of its {@code zmqpubhashblock}, if it has one
 */
public record NodeEndpoint(URI url, Credentials credentials, Optional<String> zmq) {
    public NodeEndpoint {
        String scheme = url.getScheme();
        if (!("http".equals(scheme) || "https".equals(scheme)) || url.getHost() == null) {
            throw new IllegalArgumentException("VANTA_L1_URL: \"" + url + "\" is not of the form http://host:port");
        }
        if (url.getUserInfo() != null) {
            throw new IllegalArgumentException("VANTA_L1_URL must not hold a password; use VANTA_L1_USER and"
                    + " VANTA_L1_PASSWORD or VANTA_L1_COOKIE_FILE");
        }
        zmq.filter(address -> !address.startsWith("tcp://") && !address.startsWith("ipc://"))
                .ifPresent(address -> {
                    throw new IllegalArgumentException(
                            "VANTA_L1_ZMQ: \"" + address + "\" is not of the form tcp://host:port");
                });
    }

    /** Host and port, for logs and health. */
    public String name() {
        return url.getRawAuthority();
    }
}
