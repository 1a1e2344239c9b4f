package org.vanta.appliance.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Chromium, which draws a page and gives what it then consists of. */
public final class Browser {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    private Browser() {}

    /** Skips the test, with a word, where there is none, unless VANTA_REQUIRE_BROWSER is true. */
    public static void assumeThere() {
        boolean there = Files.isExecutable(CHROMIUM);
        assertThat(there || !"true".equals(System.getenv("VANTA_REQUIRE_BROWSER")))
                .as("VANTA_REQUIRE_BROWSER is set and %s is missing", CHROMIUM)
                .isTrue();
        assumeTrue(there, () -> CHROMIUM + " is missing: nobody looks at the dashboard");
    }

    /** The page after twenty seconds of its own time. */
    public static String drawn(String url, Path directory) throws IOException, InterruptedException {
        Path page = directory.resolve("page.html");
        Process chromium = new ProcessBuilder(List.of(
                        CHROMIUM.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--disable-dev-shm-usage",
                        "--user-data-dir=" + directory.resolve("profile"),
                        "--virtual-time-budget=20000",
                        "--dump-dom",
                        url))
                .redirectOutput(page.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(chromium.waitFor(60, TimeUnit.SECONDS))
                    .as("drawn within a minute")
                    .isTrue();
        } finally {
            chromium.destroyForcibly();
        }
        return Files.readString(page, StandardCharsets.UTF_8);
    }
}
