package org.vanta.appliance.blackbox;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real iroh endpoint that passes gossip on, {@code test/iroh/bridge.mjs}, in a process of its own. Skipped with a word where iroh is absent. */
final class IrohBridge implements AutoCloseable {
    private static final Path HOME = Path.of("test", "iroh").toAbsolutePath();
    private static final Pattern READY = Pattern.compile("\"ticket\":\"([a-z0-9]+)\"");

    private final Process process;
    private final String ticket;

    private IrohBridge() throws IOException {
        process = new ProcessBuilder("node", HOME.resolve("bridge.mjs").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader lines = process.inputReader();
        Matcher ready = READY.matcher(String.valueOf(lines.readLine()));
        if (!ready.find()) {
            throw new AssertionError("the bridge did not say that it is ready");
        }
        ticket = ready.group(1);
        Thread.ofVirtual().start(() -> {
            try {
                lines.transferTo(java.io.Writer.nullWriter());
            } catch (IOException _) {
                // It ends with the process.
            }
        });
    }

    static IrohBridge start() {
        if (!Files.isDirectory(HOME.resolve("node_modules/@number0/iroh"))) {
            String absent = "SKIPPED: the real iroh peer is absent; src/test/iroh/install gets it";
            if (Boolean.parseBoolean(System.getenv("VANTA_REQUIRE_IROH"))) {
                fail(absent);
            }
            System.err.println(absent);
            abort(absent);
        }
        try {
            return new IrohBridge();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String ticket() {
        return ticket;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
