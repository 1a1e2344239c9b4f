package org.vanta.appliance.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.bytes.MalformedBytesException;

/**
 * A request's JSON object, read by name: each value as hex, with or without 0x, or as an array of bytes (the form of the chain's first pool). Unknown fields are
 * let be; what does not have its form is a problem that names the field.
 */
final class JsonBody {
    private static final int NESTING_MAX = 4;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(NESTING_MAX)
                        .build());
        // Whoever reads the first of two and whoever reads the last would see different notes.
        JSON.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    }

    private final JsonNode object;

    private JsonBody(JsonNode object) {
        this.object = object;
    }

    /** @param expected the fields of the object in words, for who sends something else */
    static JsonBody parse(byte[] body, String expected) {
        JsonNode object;
        try {
            object = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new ProblemException(ProblemCode.MALFORMED_JSON, null, "not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new ProblemException(ProblemCode.MALFORMED_JSON, null, "not readable as JSON");
        }
        if (object == null || !object.isObject()) {
            throw new ProblemException(ProblemCode.MALFORMED_JSON, null, "expected an object with " + expected);
        }
        return new JsonBody(object);
    }

    boolean has(String name) {
        return object.hasNonNull(name);
    }

    Hash256 hash256(String name) {
        byte[] bytes = bytes(name, Hash256.BYTES);
        if (bytes.length != Hash256.BYTES) {
            throw invalid(name, "32 bytes expected, got " + bytes.length);
        }
        return Hash256.of(bytes);
    }

    byte[] bytes(String name, int max) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            throw new ProblemException(ProblemCode.MISSING_FIELD, name, name + " is missing");
        }
        byte[] bytes;
        if (value.isTextual()) {
            bytes = hex(name, value.textValue());
        } else if (value.isArray()) {
            bytes = array(name, value);
        } else {
            throw invalid(name, "hex text or an array of bytes expected");
        }
        if (bytes.length > max) {
            throw invalid(name, "at most " + max + " bytes, got " + bytes.length);
        }
        return bytes;
    }

    private static byte[] hex(String name, String text) {
        try {
            return Hex.decode(text.startsWith("0x") ? text.substring(2) : text);
        } catch (MalformedBytesException e) {
            throw invalid(name, e.getMessage());
        }
    }

    private static byte[] array(String name, JsonNode value) {
        byte[] bytes = new byte[value.size()];
        for (int i = 0; i < bytes.length; i++) {
            JsonNode element = value.get(i);
            if (!element.isInt() || element.intValue() < 0 || element.intValue() > 0xff) {
                throw invalid(name, "element " + i + " is no byte (0 to 255)");
            }
            bytes[i] = (byte) element.intValue();
        }
        return bytes;
    }

    static ProblemException invalid(String name, @Nullable String detail) {
        return new ProblemException(ProblemCode.INVALID_FIELD, name, name + ": " + detail);
    }
}
