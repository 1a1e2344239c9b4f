package org.vanta.appliance.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.utility.DockerImageName;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;

/**
 * A real node in a container of its own, reached through its published port: the image {@code localhost/l1-node} that {@code .ci/podman}
 * makes. Without a container engine the test is skipped with a printed line, or fails when {@code VANTA_REQUIRE_CONTAINERS=true}.
 */
public final class ContainerBitcoind implements NodeFixture {
    private static final int RPC_PORT = 18_443;
    private static final String ALIAS = "node";
    private static final long START_SECONDS_MAX = 60;

    private final String password;
    private final GenericContainer<?> container;
    private final RpcCaller caller;

    private ContainerBitcoind(Optional<Network> network) {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        password = Hex.encode(random);
        container = new GenericContainer<>(DockerImageName.parse("localhost/l1-node"))
                .withImagePullPolicy(_ -> false)
                .withExposedPorts(RPC_PORT)
                .withCommand(
                        "/usr/bin/bitcoind",
                        "-regtest",
                        "-datadir=/tmp",
                        "-server",
                        "-listen=0",
                        "-rpcbind=0.0.0.0",
                        "-rpcallowip=0.0.0.0/0",
                        "-rpcport=" + RPC_PORT,
                        "-rpcuser=vanta",
                        "-rpcpassword=" + password);
        network.ifPresent(shared -> container.withNetwork(shared).withNetworkAliases(ALIAS));
        container.start();
        caller = new RpcCaller(url(), credentials());
    }

    /** Starts a fresh chain; skips the test, loudly, where there is no container engine. */
    public static ContainerBitcoind start() {
        return start(Optional.empty());
    }

    /** As {@link #start()}, to be reached by other containers of {@code network} too. */
    public static ContainerBitcoind start(Network network) {
        return start(Optional.of(network));
    }

    /** The node's URL for containers of its network. */
    public URI urlWithin() {
        return URI.create("http://" + ALIAS + ":" + RPC_PORT);
    }

    private static ContainerBitcoind start(Optional<Network> network) {
        if (System.getenv("DOCKER_HOST") == null) {
            String sentence =
                    "no container engine: tests against a node in a container can't run; eval \"$(.ci/podman)\" starts one";
            if (Boolean.parseBoolean(System.getenv("VANTA_REQUIRE_CONTAINERS"))) {
                throw new AssertionError(sentence);
            }
            System.out.println("SKIPPED " + sentence);
            Assumptions.abort(sentence);
        }
        ContainerBitcoind node = new ContainerBitcoind(network);
        node.awaitReady();
        return node;
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
        while (call("getblockchaininfo") instanceof NodeReply.Failed<JsonNode>(NodeFailure failure)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(failure.sentence() + "\n" + container.getLogs());
            }
        }
        System.out.println("real node in a container: "
                + rpc("getnetworkinfo").path("subversion").asText());
    }

    @Override
    public URI url() {
        return URI.create("http://" + container.getHost() + ":" + container.getMappedPort(RPC_PORT));
    }

    @Override
    public Credentials credentials() {
        return new Credentials.Password("vanta", password);
    }

    @Override
    public Optional<String> zmq() {
        return Optional.empty();
    }

    @Override
    public String chain() {
        return "regtest";
    }

    @Override
    public List<Hash256> generate(int count) {
        return LocalBitcoind.generate(this, count);
    }

    @Override
    public NodeReply<JsonNode> call(String method, Object... params) {
        return caller.call(method, params);
    }

    @Override
    public void close() {
        caller.close();
        container.close();
    }
}
