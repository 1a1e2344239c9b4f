package org.vanta.appliance.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.bytes.MalformedBytesException;

/** A call's positional parameters, refused with the node's own words when they are not of the type wanted. */
record RpcParams(String method, JsonNode list) {
    private JsonNode at(int index) throws RpcError {
        JsonNode value = list.path(index);
        if (value.isMissingNode() || value.isNull()) {
            throw new RpcError(RpcError.MISC, method + ": parameter " + (index + 1) + " is missing");
        }
        return value;
    }

    boolean has(int index) {
        return list.hasNonNull(index);
    }

    String text(int index) throws RpcError {
        JsonNode value = at(index);
        if (!value.isTextual()) {
            throw wrongType(value, "string");
        }
        return value.textValue();
    }

    int number(int index) throws RpcError {
        JsonNode value = at(index);
        if (!value.isIntegralNumber()) {
            throw wrongType(value, "number");
        }
        if (!value.canConvertToInt()) {
            throw new RpcError(RpcError.MISC, "JSON integer out of range");
        }
        return value.intValue();
    }

    /** A verbosity: a number, or a boolean in its old form. */
    int verbosity(int index, int fallback) throws RpcError {
        if (!has(index)) {
            return fallback;
        }
        return list.path(index).isBoolean() ? (list.path(index).booleanValue() ? 1 : 0) : number(index);
    }

    Hash256 hash(int index, String name) throws RpcError {
        String text = text(index);
        if (text.length() != 2 * Hash256.BYTES) {
            throw new RpcError(
                    RpcError.INVALID_PARAMETER,
                    name + " must be of length 64 (not " + text.length() + ", for '" + text + "')");
        }
        try {
            return Hash256.fromDisplayHex(text);
        } catch (MalformedBytesException e) {
            throw new RpcError(RpcError.INVALID_PARAMETER, name + " must be hexadecimal string (not '" + text + "')");
        }
    }

    Optional<byte[]> bytes(int index) throws RpcError {
        try {
            return Optional.of(Hex.decode(text(index)));
        } catch (MalformedBytesException e) {
            return Optional.empty();
        }
    }

    JsonNode object(int index) {
        return list.path(index);
    }

    private static RpcError wrongType(JsonNode value, String expected) {
        String actual = switch (value.getNodeType()) {
            case STRING -> "string";
            case NUMBER -> "number";
            case BOOLEAN -> "bool";
            case OBJECT, POJO -> "object";
            case ARRAY -> "array";
            case NULL, MISSING, BINARY -> "null";
        };
        return new RpcError(RpcError.TYPE, "JSON value of type " + actual + " is not of expected type " + expected);
    }
}
