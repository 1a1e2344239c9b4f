package org.vanta.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.stratum.StratumConfig;

/** Reads the files that start and stop the program, systemd's, Compose's and the chart's, and compares them with its settings. */
class DeploymentFilesTest {
    private static final Path PROJECT = Path.of("..");
    /** What closing the database and writing the snapshots may take after miners were let go. */
    private static final Duration CLOSING = Duration.ofSeconds(20);

    private static JsonNode yaml(String file) throws IOException {
        return new YAMLMapper().readTree(PROJECT.resolve(file).toFile());
    }

    private static Duration untilKilled() throws ReflectiveOperationException {
        Duration drain = Duration.parse("PT"
                + StratumConfig.class
                        .getMethod("drainTimeout")
                        .getAnnotation(WithDefault.class)
                        .value());
        return drain.plus(CLOSING);
    }

    @Test
    void systemdWaitsLongerThanTheDrain() throws Exception {
        String seconds = Files.readAllLines(PROJECT.resolve("packaging/vanta.service")).stream()
                .filter(line -> line.startsWith("TimeoutStopSec="))
                .map(line -> line.substring(line.indexOf('=') + 1))
                .findFirst()
                .orElseThrow();
        assertThat(Duration.ofSeconds(Long.parseLong(seconds))).isGreaterThan(untilKilled());
    }

    @Test
    void composeWaitsLongerThanTheDrain() throws Exception {
        String grace = yaml("container/compose.yaml")
                .at("/services/vanta/stop_grace_period")
                .asText();
        assertThat(Duration.parse("PT" + grace)).isGreaterThan(untilKilled());
    }

    /** The grace period begins with {@code preStop}. */
    @Test
    void kubernetesWaitsLongerThanTheDrain() throws Exception {
        String pod = Files.readString(PROJECT.resolve("helm/vanta/templates/statefulset.yaml"));
        Matcher sleep = Pattern.compile("preStop:\\s+sleep:\\s+seconds: (\\d+)").matcher(pod);
        assertThat(sleep.find()).isTrue();
        Duration untilKilled = untilKilled().plusSeconds(Long.parseLong(sleep.group(1)));
        long seconds = yaml("helm/vanta/values.yaml")
                .path("terminationGracePeriodSeconds")
                .asLong();
        assertThat(Duration.ofSeconds(seconds)).isGreaterThan(untilKilled);
        long least = yaml("helm/vanta/values.schema.json")
                .at("/properties/terminationGracePeriodSeconds/minimum")
                .asLong();
        assertThat(Duration.ofSeconds(least)).isGreaterThan(untilKilled);
    }

    @Test
    void composePublishesEveryFurtherPortItOpensAndTheOneThatTrustsItsPeerToThisMachineAlone() throws Exception {
        JsonNode vanta = yaml("container/compose.stratum-ports.yaml").at("/services/vanta");
        List<String> opened = new ArrayList<>();
        vanta.path("environment").properties().stream()
                .filter(entry -> entry.getKey().endsWith("_PORT"))
                .forEach(entry -> opened.add(entry.getValue().asText()));
        List<String> published = new ArrayList<>();
        vanta.path("ports").forEach(port -> published.add(port.asText().replaceAll(".*:", "")));
        assertThat(published).containsExactlyInAnyOrderElementsOf(opened).hasSize(3);
        String proxied = vanta.at("/environment/VANTA_STRATUM_PROXY_PORT").asText();
        assertThat(vanta.path("ports"))
                .anyMatch(port -> port.asText().endsWith(":-127.0.0.1:" + proxied + "}:" + proxied));
    }
}
