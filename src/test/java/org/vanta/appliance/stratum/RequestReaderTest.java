package org.vanta.appliance.stratum;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vanta.appliance.bytes.MalformedBytesException;

/** Lines alone, without a connection. */
class RequestReaderTest {
    private static final String PING = "{\"id\":7,\"method\":\"mining.ping\",\"params\":[]}";
    private static final String SUBMIT =
            "{\"params\": [\"key.a\", \"1d2e\", \"00000000\", \"65a1b2c3\", \"1a2b3c4d\", \"00002000\"], \"id\": 4, \"method\": \"mining.submit\"}";

    private final RequestReader reader = new RequestReader();

    @Test
    void aRequestKeepsItsIdAndTheTypesOfItsParameters() {
        assertThat(
                        read(
                                reader,
                                "{\"id\":\"a\\\"b\",\"method\":\"m\",\"params\":[1,\"2\",true,null,[3.5],{\"x\":{\"y\":0}}],\"more\":{\"z\":[]}}"))
                .isEqualTo(new StratumRequest(
                                "\"a\\\"b\"",
                                "m",
                                null,
                                Arrays.asList(1.0, "2", true, null, List.of(3.5), Map.of("x", Map.of("y", 0.0))))
                        .toString());
        assertThat(read(reader, "{\"id\":12345678901234567890,\"result\":\"bitaxe/1\",\"error\":null}"))
                .isEqualTo(new StratumRequest("12345678901234567890", null, "bitaxe/1", List.of()).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "[]",
                "{",
                "{\"id\"",
                "{\"id\":",
                "{\"id\":1",
                "{\"id\":tru",
                "{\"id\":[]}",
                "{\"method\":7}",
                "{\"method\":\"mining.sub",
                "{\"params\":{}}",
                "{\"params\":[[1,2}",
                "{\"params\":[1,",
                "{\"x\":[1,[2",
                "{\"id\":1} {\"id\":2}",
                "{\"id\":1}}",
                "{\"id\":1}7",
                "{\"id\":1}tru",
                "{\"id\":1}\"}",
                "{\"params\":[[[[[[[[[]]]]]]]]]}",
                "\u0000{}",
                "{\"id\":NaN}"
            })
    void whatIsNoRequestIsRefusedAndTheNextLineReadAsIfItWereTheFirst(String line) {
        assertThat(read(reader, PING)).startsWith("StratumRequest[id=7,");
        assertThat(read(reader, line)).startsWith("refused: ");
        assertThat(read(reader, PING)).isEqualTo(read(new RequestReader(), PING));
    }

    @Property(tries = 2_000)
    void whatWasReadBeforeChangesNothing(@ForAll("lines") List<String> lines) {
        RequestReader used = new RequestReader();
        for (String line : lines) {
            assertThat(read(used, line)).isEqualTo(read(new RequestReader(), line));
        }
    }

    @Provide
    Arbitrary<List<String>> lines() {
        Arbitrary<String> good = Arbitraries.of(PING, SUBMIT, " " + PING + "\t", "{}");
        Arbitrary<String> cut =
                Arbitraries.integers().between(1, SUBMIT.length()).map(to -> SUBMIT.substring(0, to));
        Arbitrary<String> other =
                Arbitraries.strings().withChars("{}[]\",:01e.-+tfn \\u\u00e4").ofMaxLength(12);
        Arbitrary<String> inside = other.map(text -> "{\"id\":" + text + "}");
        return Arbitraries.oneOf(good, cut, other, inside, other.map(text -> PING + text))
                .list()
                .ofMaxSize(12);
    }

    private static String read(RequestReader reader, String line) {
        byte[] bytes = ('x' + line + 'x').getBytes(UTF_8);
        try {
            return reader.read(bytes, 1, bytes.length - 1).toString();
        } catch (MalformedBytesException e) {
            return "refused: " + e.getMessage();
        }
    }
}
