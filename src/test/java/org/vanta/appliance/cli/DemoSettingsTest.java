package org.vanta.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Goal: nothing of the host's configuration reaches a demo. Method: the demo's settings against docs/configuration.md, which names every key. */
class DemoSettingsTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(VANTA_\\w+)` \\| (?:`(.*?)`)? *\\|");
    private static final String OWN = "the demo's own";

    @Test
    void setEveryKeyThereIs() throws IOException {
        Map<String, String> own = Map.of(
                "vanta.network", OWN,
                "vanta.l1.url", OWN,
                "vanta.l1.user", OWN,
                "vanta.l1.password", OWN,
                "vanta.data-dir", OWN,
                "vanta.shielded-pubkey", OWN,
                "vanta.http-port", OWN,
                "vanta.stratum.port", OWN,
                "vanta.gossip.enabled", OWN);
        Map<String, String> documented = ROW.matcher(Files.readString(Path.of("../docs/configuration.md")))
                .results()
                .collect(Collectors.toMap(
                        row -> row.group(1), DemoSettingsTest::fallback, (one, _) -> one, TreeMap::new));
        Map<String, String> set = new TreeMap<>();
        DemoSettings.with(own).forEach((key, value) -> {
            String variable = key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
            set.put(variable, value.equals(OWN) ? documented.getOrDefault(variable, "") : value);
        });
        assertThat(set).as("a new key belongs into DemoSettings too").isEqualTo(documented);
        assertThat(set).hasSizeGreaterThan(60);
    }

    private static String fallback(MatchResult row) {
        return row.group(2) == null ? "" : row.group(2);
    }
}
