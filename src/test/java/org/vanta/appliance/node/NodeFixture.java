package org.vanta.appliance.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.vanta.appliance.bytes.Hash256;

/** A running L1 node for a test: the real one or the devnet, driven through the same JSON-RPC. */
public interface NodeFixture extends AutoCloseable {
    URI url();

    Credentials credentials();

    /** Address of its {@code zmqpubhashblock}, if it has one. */
    Optional<String> zmq();

    /** What its {@code getblockchaininfo.chain} says. */
    String chain();

    /** Mines blocks on its tip; no two blocks of a run are alike. */
    List<Hash256> generate(int count);

    NodeReply<JsonNode> call(String method, Object... params);

    /** As {@link #call}, where a failure is a failure of the test. */
    default JsonNode rpc(String method, Object... params) {
        return switch (call(method, params)) {
            case NodeReply.Ok<JsonNode>(JsonNode value) -> value;
            case NodeReply.Failed<JsonNode>(NodeFailure failure) ->
                throw new AssertionError(method + ": " + failure.sentence());
        };
    }

    default void invalidate(Hash256 block) {
        rpc("invalidateblock", block.displayHex());
    }

    default void reconsider(Hash256 block) {
        rpc("reconsiderblock", block.displayHex());
    }

    default NodeEndpoint endpoint() {
        return new NodeEndpoint(url(), credentials(), zmq());
    }

    default NodeSettings settings() {
        return NodeSettings.of(endpoint(), chain());
    }

    @Override
    void close();
}
