package org.vanta.appliance.stratum;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.MalformedBytesException;

/**
 * One line of a miner, parsed.
 *
 * @param id the request's id as JSON text of its own type, so that it is echoed as it came; {@code null} when there was none
 * @param method null for an answer to something we asked
 * @param result of an answer, if it is a string
 * @param params strings, {@link Number}s, booleans, nulls, lists and maps; empty when there are none
 */
record StratumRequest(
        String id, @Nullable String method, @Nullable String result, List<@Nullable Object> params) {
    static final String NO_ID = "null";
    private static final int DEPTH_MAX = 8;
    private static final int ID_CHARS_MAX = 64;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxStringLength(StratumConnection.LINE_BYTES_MAX)
                    .maxNumberLength(ID_CHARS_MAX)
                    .build())
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    /** @throws MalformedBytesException unless the bytes are exactly one JSON object of a request's shape */
    static StratumRequest parse(byte[] bytes, int from, int to) {
        try (JsonParser parser = JSON.createParser(bytes, from, to - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedBytesException("a request is a JSON object");
            }
            String id = NO_ID;
            String method = null;
            String result = null;
            List<@Nullable Object> params = List.of();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "id" -> id = id(parser, value);
                    case "method" -> method = value == JsonToken.VALUE_STRING ? parser.getText() : wrong("method");
                    case "result" -> {
                        if (value == JsonToken.VALUE_STRING) {
                            result = parser.getText();
                        } else {
                            parser.skipChildren();
                        }
                    }
                    case "params" -> {
                        if (value == JsonToken.START_ARRAY) {
                            params = list(parser);
                        } else if (value != JsonToken.VALUE_NULL) {
                            wrong("params");
                        }
                    }
                    default -> parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw new MalformedBytesException("more than one JSON value in a line");
            }
            return new StratumRequest(id, method, result, params);
        } catch (IOException e) {
            throw new MalformedBytesException("not JSON", e);
        }
    }

    private static String wrong(String field) {
        throw new MalformedBytesException(field + " has the wrong type");
    }

    private static String id(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.START_ARRAY
                || value == JsonToken.START_OBJECT
                || parser.getTextLength() > ID_CHARS_MAX) {
            return wrong("id");
        }
        String text = parser.getText();
        return value == JsonToken.VALUE_STRING
                ? '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"'
                : text;
    }

    private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case START_ARRAY -> list(parser);
            case START_OBJECT -> map(parser);
            default -> null;
        };
    }

    private static List<@Nullable Object> list(JsonParser parser) throws IOException {
        List<@Nullable Object> list = new ArrayList<>(6);
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            list.add(value(parser, token));
        }
        return list;
    }

    private static Map<String, @Nullable Object> map(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            map.put(name, value(parser, parser.nextToken()));
        }
        return map;
    }

    /** The string at {@code index}, or null if there is none or it is of another type. */
    @Nullable
    String text(int index) {
        return index < params.size() && params.get(index) instanceof String text ? text : null;
    }

    /** The number at {@code index}, also when it came as a string, or null. */
    @Nullable
    Double number(int index) {
        return index < params.size() ? number(params.get(index)) : null;
    }

    static @Nullable Double number(@Nullable Object value) {
        return switch (value) {
            case Double number -> number;
            case String text -> parsed(text);
            case null, default -> null;
        };
    }

    private static @Nullable Double parsed(String text) {
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
