package org.vanta.appliance.stratum;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.MalformedBytesException;

/**
 * Reads lines, each as a {@link StratumRequest}, all with the same parser: one for each line would be most of what a request leaves to the collector.
 * For one thread.
 */
final class RequestReader {
    private static final int DEPTH_MAX = 8;
    private static final int ID_CHARS_MAX = 64;
    private static final byte[] LINE_END = {'\n'};
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxStringLength(StratumConnection.LINE_BYTES_MAX)
                    .maxNumberLength(ID_CHARS_MAX)
                    .build())
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private @Nullable JsonParser parser;

    /** @throws MalformedBytesException unless the bytes are exactly one JSON object of a request's shape */
    StratumRequest read(byte[] bytes, int from, int to) {
        if (!isObject(bytes, from, to)) {
            throw new MalformedBytesException("a request is a JSON object");
        }
        boolean whole = false;
        try {
            StratumRequest request = read(fed(bytes, from, to));
            whole = true;
            return request;
        } catch (IOException e) {
            throw new MalformedBytesException("not JSON", e);
        } finally {
            if (!whole) {
                drop();
            }
        }
    }

    /** So that other lines cost no parser. */
    private static boolean isObject(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r')) {
            at++;
        }
        return at < to && bytes[at] == '{';
    }

    private JsonParser fed(byte[] bytes, int from, int to) throws IOException {
        JsonParser current = parser;
        if (current == null) {
            current = JSON.createNonBlockingByteArrayParser();
            parser = current;
        }
        feed(current, bytes, from, to);
        return current;
    }

    /** A parser that stopped within a value does not read another. */
    private void drop() {
        JsonParser stopped = parser;
        parser = null;
        if (stopped != null) {
            try {
                stopped.close();
            } catch (IOException e) {
                throw new IllegalStateException("a parser of bytes in memory can be closed", e);
            }
        }
    }

    private static StratumRequest read(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new MalformedBytesException("a request is a JSON object");
        }
        String id = StratumRequest.NO_ID;
        String method = null;
        String result = null;
        List<@Nullable Object> params = List.of();
        while (next(parser) == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = next(parser);
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
        if (!isAtEnd(parser)) {
            throw new MalformedBytesException("more than one JSON value in a line");
        }
        return new StratumRequest(id, method, result, params);
    }

    /** Whether nothing follows. What could go on in another line, as a number or a string without its end could, is ended first. */
    private static boolean isAtEnd(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.NOT_AVAILABLE) {
            return false;
        }
        feed(parser, LINE_END, 0, LINE_END.length);
        return parser.nextToken() == JsonToken.NOT_AVAILABLE;
    }

    private static void feed(JsonParser parser, byte[] bytes, int from, int to) throws IOException {
        ((ByteArrayFeeder) parser.getNonBlockingInputFeeder()).feedInput(bytes, from, to);
    }

    /** The next token of a value that has begun. */
    private static JsonToken next(JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.NOT_AVAILABLE) {
            throw new MalformedBytesException("not JSON: it ends too early");
        }
        return token;
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
        for (JsonToken token = next(parser); token != JsonToken.END_ARRAY; token = next(parser)) {
            list.add(value(parser, token));
        }
        return list;
    }

    private static Map<String, @Nullable Object> map(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (next(parser) == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            map.put(name, value(parser, next(parser)));
        }
        return map;
    }
}
