package org.vanta.appliance.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.bytes.MalformedBytesException;

/** Takes typed fields out of a node's answer; what is missing or of another type is named in {@link NodeFailure.Malformed}. */
final class AnswerReader {
    private final JsonNode node;
    private final String name;

    private AnswerReader(JsonNode node, String name) {
        this.node = node;
        this.name = name;
    }

    /** Applies {@code function} to the answer; {@link MalformedBytesException} inside becomes a failure that names the method. */
    static <T> NodeReply<T> read(NodeReply<JsonNode> reply, String method, Function<AnswerReader, T> function) {
        return switch (reply) {
            case NodeReply.Failed<JsonNode>(NodeFailure failure) -> new NodeReply.Failed<>(failure);
            case NodeReply.Ok<JsonNode>(JsonNode value) -> {
                try {
                    yield new NodeReply.Ok<>(function.apply(new AnswerReader(value, "result")));
                } catch (MalformedBytesException | IllegalArgumentException e) {
                    yield new NodeReply.Failed<>(
                            new NodeFailure.Malformed("the node's answer to " + method + ": " + e.getMessage()));
                }
            }
        };
    }

    AnswerReader field(String field) {
        return new AnswerReader(node.path(field), field);
    }

    boolean isPresent() {
        return !node.isMissingNode() && !node.isNull();
    }

    /** The elements, each under the array's name. */
    Iterable<AnswerReader> elements() {
        if (!node.isArray()) {
            throw wrong("an array");
        }
        return () -> node.valueStream()
                .map(element -> new AnswerReader(element, name))
                .iterator();
    }

    String text() {
        if (!node.isTextual()) {
            throw wrong("a string");
        }
        return node.textValue();
    }

    boolean bool() {
        if (!node.isBoolean()) {
            throw wrong("true or false");
        }
        return node.booleanValue();
    }

    int integer() {
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw wrong("a 32-bit integer");
        }
        return node.intValue();
    }

    long longInteger() {
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw wrong("a 64-bit integer");
        }
        return node.longValue();
    }

    byte[] bytes() {
        try {
            return Hex.decode(text());
        } catch (MalformedBytesException e) {
            throw new MalformedBytesException(name + " is " + e.getMessage(), e);
        }
    }

    /** A block hash or transaction id in display order. */
    Hash256 hash() {
        try {
            return Hash256.fromDisplayHex(text());
        } catch (MalformedBytesException e) {
            throw new MalformedBytesException(name + " is not a hash: " + e.getMessage(), e);
        }
    }

    MalformedBytesException wrong(String expected) {
        return new MalformedBytesException(name + (node.isMissingNode() ? " is missing" : " is not " + expected));
    }
}
