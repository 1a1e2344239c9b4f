package org.vanta.appliance.cli;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.chain.Network;
import org.vanta.appliance.node.BlockchainInfo;
import org.vanta.appliance.node.Credentials;
import org.vanta.appliance.node.NodeClient;
import org.vanta.appliance.node.NodeEndpoint;
import org.vanta.appliance.node.NodeFailure;
import org.vanta.appliance.node.NodeReply;
import picocli.CommandLine.Option;

/** Which L1 a command reads: options, or the environment that the appliance itself is configured with. A password is no argument, since all can see those. */
final class NodeOptions {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

    @Option(
            names = "--network",
            paramLabel = "NAME",
            defaultValue = "${env:VANTA_NETWORK:-mainnet}",
            description = "mainnet, regtest or devnet; default VANTA_NETWORK, else mainnet")
    String network;

    @Option(
            names = "--l1-url",
            paramLabel = "URL",
            defaultValue = "${env:VANTA_L1_URL:-http://127.0.0.1:8332}",
            description = "the node's JSON-RPC; default the first of VANTA_L1_URL, else http://127.0.0.1:8332")
    String url;

    @Option(
            names = "--l1-cookie-file",
            paramLabel = "FILE",
            description =
                    "the node's cookie file; default, unless --l1-user is given, the first of VANTA_L1_COOKIE_FILE")
    @Nullable
    String cookieFile;

    @Option(
            names = "--l1-user",
            paramLabel = "NAME",
            description = "default VANTA_L1_USER; the password is read from VANTA_L1_PASSWORD")
    @Nullable
    String user;

    Network network() {
        try {
            return Network.parse(network);
        } catch (IllegalArgumentException e) {
            throw new CannotException("--network (VANTA_NETWORK): " + e.getMessage(), e);
        }
    }

    /** A client of a node that answers and is of this network. */
    NodeClient connect() {
        NodeClient client = client();
        try {
            check(client.blockchainInfo(), client.endpoint().name());
            return client;
        } catch (CannotException e) {
            client.close();
            throw e;
        }
    }

    private NodeClient client() {
        try {
            NodeEndpoint endpoint =
                    new NodeEndpoint(URI.create(first(url)), credentials(System::getenv), Optional.empty());
            return new NodeClient(endpoint, CONNECT_TIMEOUT, CALL_TIMEOUT, CALL_TIMEOUT);
        } catch (IllegalArgumentException e) {
            throw new CannotException(String.valueOf(e.getMessage()), e);
        }
    }

    private void check(NodeReply<BlockchainInfo> reply, String name) {
        switch (reply) {
            case NodeReply.Ok<BlockchainInfo>(BlockchainInfo info) -> {
                if (!info.chain().equals(network().l1Chain())) {
                    throw new CannotException(name + " is a node of chain \"" + info.chain() + "\", not of network "
                            + network().id() + "; set --network or --l1-url");
                }
            }
            case NodeReply.Failed<BlockchainInfo>(NodeFailure failure) ->
                throw new CannotException("can't read L1 at " + name + ": " + failure.sentence());
        }
    }

    /** What is given as an option counts before the environment. @param environment by name */
    Credentials credentials(Function<String, @Nullable String> environment) {
        if (cookieFile != null && user != null) {
            throw new CannotException("two ways to log in to the node: give --l1-cookie-file or --l1-user, not both");
        }
        String cookie = user == null ? given(cookieFile, environment.apply("VANTA_L1_COOKIE_FILE")) : "";
        if (!cookie.isBlank()) {
            return new Credentials.CookieFile(Path.of(first(cookie)));
        }
        String name = given(user, environment.apply("VANTA_L1_USER"));
        String password = environment.apply("VANTA_L1_PASSWORD");
        if (!name.isBlank() && password != null) {
            return new Credentials.Password(name, password);
        }
        throw new CannotException(
                "no way to log in to the node: give --l1-cookie-file, or --l1-user and VANTA_L1_PASSWORD in the environment");
    }

    private static String given(@Nullable String option, @Nullable String variable) {
        return option != null ? option : variable != null ? variable : "";
    }

    private static String first(String list) {
        int comma = list.indexOf(',');
        return (comma < 0 ? list : list.substring(0, comma)).strip();
    }
}
