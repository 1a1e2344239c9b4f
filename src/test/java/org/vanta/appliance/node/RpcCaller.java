package org.vanta.appliance.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Calls any method of a node, for fixtures. */
public final class RpcCaller implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);

    private final JsonRpc rpc;

    public RpcCaller(URI url, Credentials credentials) {
        rpc = new JsonRpc(new NodeEndpoint(url, credentials, Optional.empty()), CONNECT_TIMEOUT);
    }

    public NodeReply<JsonNode> call(String method, Object... params) {
        return rpc.call(CALL_TIMEOUT, method, List.of(params));
    }

    @Override
    public void close() {
        rpc.close();
    }
}
