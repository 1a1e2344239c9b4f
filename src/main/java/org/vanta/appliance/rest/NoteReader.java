package org.vanta.appliance.rest;

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
import org.vanta.appliance.note.EncryptedNote;

/** Reads an encrypted note from JSON: each value as hex, or as an array of bytes (the form of the chain's first pool). Unknown fields are let be. */
final class NoteReader {
    static final int BODY_BYTES_MAX = 4_096;
    private static final int CIPHERTEXT_BYTES_MAX = 256;
    private static final int NESTING_MAX = 4;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(NESTING_MAX)
                        .build());
    }

    private NoteReader() {}

    static EncryptedNote read(byte[] body) {
        if (body.length > BODY_BYTES_MAX) {
            throw new ProblemException(
                    ProblemCode.BODY_TOO_LARGE, null, "a note's body has at most " + BODY_BYTES_MAX + " bytes");
        }
        JsonNode object = parse(body);
        Hash256 ephemeralPubkey = hash256(object, "ephemeral_pubkey");
        byte[] ciphertext = bytes(object, "ciphertext", CIPHERTEXT_BYTES_MAX);
        Hash256 commitment = hash256(object, "commitment");
        try {
            return new EncryptedNote(ephemeralPubkey, ciphertext, commitment);
        } catch (MalformedBytesException e) {
            throw invalid("ciphertext", e.getMessage());
        }
    }

    private static JsonNode parse(byte[] body) {
        JsonNode object;
        try {
            object = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new ProblemException(ProblemCode.MALFORMED_JSON, null, "not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new ProblemException(ProblemCode.MALFORMED_JSON, null, "not readable as JSON");
        }
        if (object == null || !object.isObject()) {
            throw new ProblemException(
                    ProblemCode.MALFORMED_JSON,
                    null,
                    "expected an object with ephemeral_pubkey, ciphertext and commitment");
        }
        return object;
    }

    private static Hash256 hash256(JsonNode object, String name) {
        byte[] bytes = bytes(object, name, Hash256.BYTES);
        if (bytes.length != Hash256.BYTES) {
            throw invalid(name, "32 bytes expected, got " + bytes.length);
        }
        return Hash256.of(bytes);
    }

    private static byte[] bytes(JsonNode object, String name, int max) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            throw new ProblemException(ProblemCode.MISSING_FIELD, name, name + " is missing");
        }
        byte[] bytes;
        if (value.isTextual()) {
            try {
                bytes = Hex.decode(value.textValue());
            } catch (MalformedBytesException e) {
                throw invalid(name, e.getMessage());
            }
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

    private static ProblemException invalid(String name, @Nullable String detail) {
        return new ProblemException(ProblemCode.INVALID_FIELD, name, name + ": " + detail);
    }
}
