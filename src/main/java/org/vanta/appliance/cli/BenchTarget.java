package org.vanta.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bench.Load;
import org.vanta.appliance.bench.ServerProcess;
import org.vanta.appliance.bench.Swarm;
import picocli.CommandLine.Option;

/** A server that runs already, and the regression-test node behind it. */
final class BenchTarget {
    @Option(names = "--target", required = true, paramLabel = "HOST:PORT", description = "its Stratum port")
    String target = "";

    @Option(names = "--pid", paramLabel = "PID", description = "its process, for memory and processor time")
    @Nullable
    Long pid;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            defaultValue = "%k.bench",
            description = "user names: %%k is a key of each miner's own, %%n its number; default ${DEFAULT-VALUE}")
    String user = "";

    @Option(names = "--password", defaultValue = "x", description = "default ${DEFAULT-VALUE}")
    String password = "";

    @Option(names = "--agent", defaultValue = "cpuminer/2.5.1", description = "default ${DEFAULT-VALUE}")
    String agent = "";

    @Option(names = "--node-url", paramLabel = "URL", description = "its node's JSON-RPC, to make blocks")
    @Nullable
    URI nodeUrl;

    @Option(names = "--node-cookie-file", paramLabel = "FILE", description = "the node's cookie file")
    @Nullable
    Path nodeCookie;

    private final HttpClient http = HttpClient.newHttpClient();

    record Started(InetSocketAddress address, Swarm.Names names, Load load) {}

    Started started() {
        int colon = target.lastIndexOf(':');
        if (colon < 1 || !target.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new CannotException("--target: expected HOST:PORT, got " + target);
        }
        InetSocketAddress address =
                new InetSocketAddress(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)));
        Swarm.Names names = new Swarm.Names(agent, user, password);
        return new Started(address, names, new Load(address, names, pid == null ? null : new ServerProcess(pid)));
    }

    boolean canMakeBlocks() {
        return nodeUrl != null && nodeCookie != null;
    }

    /** Returns when the node has the block. */
    JsonNode makeBlock() throws IOException, InterruptedException {
        if (nodeUrl == null || nodeCookie == null) {
            throw new CannotException("--node-url and --node-cookie-file: both are needed to make blocks");
        }
        String login = Base64.getEncoder()
                .encodeToString(Files.readString(nodeCookie).strip().getBytes(StandardCharsets.US_ASCII));
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(nodeUrl)
                        .header("Authorization", "Basic " + login)
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"id\":1,\"method\":\"generatetodescriptor\",\"params\":[1,\"raw(5220"
                                        + "11".repeat(32) + ")\"]}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        JsonNode reply = new ObjectMapper().readTree(response.body());
        if (!reply.path("error").isNull()) {
            throw new CannotException("the node makes no block: " + reply.path("error"));
        }
        return reply.path("result");
    }
}
