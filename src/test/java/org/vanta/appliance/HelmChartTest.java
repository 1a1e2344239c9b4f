package org.vanta.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.vanta.appliance.RenderedChart.CHART;
import static org.vanta.appliance.RenderedChart.JSON;
import static org.vanta.appliance.RenderedChart.YAML;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lints the chart, renders it with each value file of {@code helm/vanta/ci}, and reads the result back into Kubernetes' own types. */
class HelmChartTest {
    @BeforeAll
    static void helmIsThere() {
        String os = System.getProperty("os.name") + "/" + System.getProperty("os.arch");
        boolean carried = os.equals("Linux/amd64");
        if (!carried) {
            System.err.println("HelmChartTest SKIPPED: the Helm library is for Linux/amd64, this is " + os);
        }
        assumeTrue(carried);
    }

    static Stream<Path> valueFiles() throws IOException {
        try (Stream<Path> files = Files.list(CHART.resolve("ci"))) {
            return files.filter(file -> file.toString().endsWith("-values.yaml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void lintsStrictly(Path values) throws IOException {
        Path chart = chartWithDefaults(values);
        var result = new Helm(chart).lint().strict().call();
        assertThat(result.isFailed())
                .as(String.join("\n", result.getMessages()))
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void rendersOnlyWhatKubernetesKnows(Path values) {
        RenderedChart chart = RenderedChart.of(values);
        assertThat(chart.documents()).hasSizeGreaterThanOrEqualTo(4);
        chart.documents().forEach(RenderedChart::parseStrictly);
    }

    @Test
    void aFieldKubernetesDoesNotKnowIsSeen() {
        ObjectNode stateful = RenderedChart.of("single").documents().stream()
                .filter(document -> document.path("kind").asText().equals("StatefulSet"))
                .map(ObjectNode.class::cast)
                .findFirst()
                .orElseThrow();
        RenderedChart.parseStrictly(stateful);
        ((ObjectNode) stateful.path("spec")).put("replicaz", 1);
        assertThatThrownBy(() -> RenderedChart.parseStrictly(stateful)).hasMessageContaining("replicaz");
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void everyServiceAndBudgetSelectsThePods(Path values) {
        RenderedChart chart = RenderedChart.of(values);
        Map<String, String> labels = chart.one(StatefulSet.class)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getLabels();
        assertThat(labels)
                .containsAllEntriesOf(
                        chart.one(StatefulSet.class).getSpec().getSelector().getMatchLabels());
        chart.all(Service.class)
                .forEach(service -> assertThat(labels)
                        .containsAllEntriesOf(service.getSpec().getSelector()));
        chart.all(PodDisruptionBudget.class)
                .forEach(budget -> assertThat(labels)
                        .containsAllEntriesOf(budget.getSpec().getSelector().getMatchLabels()));
        chart.all(NetworkPolicy.class)
                .forEach(policy -> assertThat(labels)
                        .containsAllEntriesOf(policy.getSpec().getPodSelector().getMatchLabels()));
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void podRunsWithoutPrivilegesOnAReadOnlyRoot(Path values) {
        var pod = RenderedChart.of(values)
                .one(StatefulSet.class)
                .getSpec()
                .getTemplate()
                .getSpec();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        var security = pod.getContainers().getFirst().getSecurityContext();
        assertThat(security.getReadOnlyRootFilesystem()).isTrue();
        assertThat(security.getAllowPrivilegeEscalation()).isFalse();
        assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void probesAskTheHealthEndpoints(Path values) {
        Container container = RenderedChart.of(values).container();
        assertThat(container.getStartupProbe().getHttpGet().getPath()).isEqualTo("/health/started");
        assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/health/live");
        assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/health/ready");
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void probesHaveAPortThatNoServiceLeadsTo(Path values) {
        RenderedChart chart = RenderedChart.of(values);
        Container container = chart.container();
        assertThat(List.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe()))
                .allSatisfy(probe ->
                        assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("probe"));
        assertThat(container.getPorts())
                .filteredOn(port -> port.getName().equals("probe"))
                .singleElement()
                .satisfies(port -> assertThat(chart.environment())
                        .containsEntry("VANTA_PROBE_PORT", String.valueOf(port.getContainerPort())));
        assertThat(chart.documents())
                .filteredOn(document -> document.path("kind").asText().equals("Service"))
                .isNotEmpty()
                .allSatisfy(service -> assertThat(service.toString()).doesNotContain("probe"));
    }

    @Test
    void frontsDeliverToTheSidecarAndTellTheAppAboutTheProxyProtocol() {
        RenderedChart chart = RenderedChart.of("front");
        assertThat(chart.environment())
                .containsEntry("VANTA_L2_URL", "http://sidecar-vanta-http:8080")
                .containsEntry("VANTA_L1_URL", "http://vantad-0.vantad:8332,http://vantad-1.vantad:8332")
                .containsEntry("VANTA_STRATUM_PROXY_PROTOCOL", "true");
        Service stratum = chart.service("-stratum");
        assertThat(stratum.getSpec().getExternalTrafficPolicy()).isEqualTo("Cluster");
        assertThat(stratum.getSpec().getPorts().getFirst().getProtocol()).isEqualTo("TCP");
        assertThat(chart.documents())
                .anyMatch(document -> document.path("kind").asText().equals("ServiceMonitor"));
    }

    @Test
    void aDatabaseElsewhereIsNamedAndItsPasswordIsNot() {
        RenderedChart chart = RenderedChart.of("postgresql");
        assertThat(chart.environment())
                .containsEntry("VANTA_DATABASE_URL", "jdbc:postgresql://db:5433/vanta")
                .containsEntry("VANTA_DATABASE_SCHEMA", "vanta_1");
        assertThat(chart.container().getEnv())
                .filteredOn(variable -> variable.getName().equals("VANTA_DATABASE_PASSWORD"))
                .singleElement()
                .satisfies(variable -> assertThat(
                                variable.getValueFrom().getSecretKeyRef().getKey())
                        .isEqualTo("database-password"));
        assertThat(chart.one(NetworkPolicy.class).getSpec().getEgress())
                .anySatisfy(rule -> assertThat(rule.getPorts())
                        .anyMatch(port -> port.getPort() != null
                                && "5433".equals(String.valueOf(port.getPort().getValue()))));
    }

    @Test
    void minersKeepTheirAddressesByDefault() {
        RenderedChart chart = RenderedChart.of("single");
        Service stratum = chart.service("-stratum");
        assertThat(stratum.getSpec().getType()).isEqualTo("LoadBalancer");
        assertThat(stratum.getSpec().getExternalTrafficPolicy()).isEqualTo("Local");
        assertThat(chart.environment()).doesNotContainKey("VANTA_STRATUM_PROXY_PROTOCOL");
    }

    @Test
    void sidecarsOfferNoStratum() {
        RenderedChart chart = RenderedChart.of("sidecar");
        assertThat(chart.all(Service.class))
                .extracting(service -> service.getMetadata().getName())
                .noneMatch(name -> name.endsWith("-stratum"));
        assertThat(chart.environment())
                .containsEntry("VANTA_STRATUM_ENABLED", "false")
                .doesNotContainKeys("VANTA_STRATUM_PORT", "SHIELDED_PUBKEY");
        assertThat(chart.container().getPorts())
                .extracting(ContainerPort::getName)
                .containsExactly("http", "probe", "gossip");
        assertThat(chart.one(NetworkPolicy.class).getSpec().getIngress())
                .allSatisfy(rule -> assertThat(rule.getPorts())
                        .allSatisfy(
                                port -> assertThat(port.getPort().getValue()).isIn("http", "gossip")));
    }

    @Test
    void stratumsFurtherPortsAreOpenedOnlyWhenAskedFor() {
        RenderedChart plain = RenderedChart.of("single");
        assertThat(plain.environment())
                .doesNotContainKeys("VANTA_STRATUM_TLS_PORT", "VANTA_STRATUM_RENTED_PORT", "VANTA_STRATUM_PROXY_PORT");
        assertThat(plain.service("-stratum").getSpec().getPorts()).hasSize(1);

        RenderedChart chart = RenderedChart.of("stratum-ports");
        assertThat(chart.environment())
                .containsEntry("VANTA_STRATUM_PORT", "3333")
                .containsEntry("VANTA_STRATUM_TLS_PORT", "4333")
                .containsEntry("VANTA_STRATUM_TLS_CERTIFICATE", "/etc/vanta/tls/tls.crt")
                .containsEntry("VANTA_STRATUM_TLS_KEY", "/etc/vanta/tls/tls.key")
                .containsEntry("VANTA_STRATUM_TLS_NAMES", "pool.example")
                .containsEntry("VANTA_STRATUM_RENTED_PORT", "3334")
                .containsEntry("VANTA_STRATUM_PROXY_PORT", "3335")
                .doesNotContainKey("VANTA_STRATUM_PROXY_PROTOCOL");
        assertThat(chart.container().getPorts())
                .extracting(port -> port.getName() + " " + port.getContainerPort())
                .contains("stratum 3333", "stratum-tls 4333", "stratum-rented 3334", "stratum-proxy 3335");
        assertThat(chart.container().getVolumeMounts())
                .anyMatch(mount -> mount.getMountPath().equals("/etc/vanta/tls") && mount.getReadOnly());
        assertThat(chart.service("-stratum").getSpec().getPorts())
                .extracting(port -> port.getPort() + " " + port.getTargetPort().getValue())
                .containsExactly("3333 stratum", "4333 stratum-tls", "3334 stratum-rented");
        assertThat(chart.service("-proxied").getSpec().getPorts())
                .extracting(port -> port.getPort() + " " + port.getTargetPort().getValue())
                .containsExactly("3333 stratum-proxy");
    }

    @Test
    void onlyTheLoadBalancerReachesThePortThatTrustsIt() throws IOException {
        NetworkPolicy policy = RenderedChart.of("stratum-ports").one(NetworkPolicy.class);
        assertThat(policy.getSpec().getIngress())
                .filteredOn(rule -> rule.getPorts().stream()
                        .anyMatch(port -> "stratum-proxy".equals(port.getPort().getValue())))
                .singleElement()
                .satisfies(rule -> {
                    assertThat(rule.getPorts()).hasSize(1);
                    assertThat(rule.getFrom().getFirst().getIpBlock().getCidr()).isEqualTo("203.0.113.0/24");
                });
        assertThat(policy.getSpec().getIngress())
                .anySatisfy(rule -> assertThat(rule.getPorts())
                        .extracting(port -> port.getPort().getValue())
                        .containsExactly("stratum", "stratum-tls", "stratum-rented"));
        assertThat(RenderedChart.of("stratum-ports", "networkPolicy: {stratumProxyFrom: []}\n")
                        .one(NetworkPolicy.class)
                        .getSpec()
                        .getIngress())
                .allSatisfy(rule -> assertThat(rule.getPorts())
                        .noneMatch(port -> "stratum-proxy".equals(port.getPort().getValue())));
    }

    @Test
    void aServiceBehindAProxyHasNoPortsThatDoNotExpectIt() {
        assertThatThrownBy(() -> RenderedChart.of("stratum-ports", "service: {stratum: {proxyProtocol: true}}\n"))
                .hasMessageContaining("values don't meet the specifications of the schema");
    }

    @Test
    void aSinglePodCanBeCalledForGossip() {
        RenderedChart chart = RenderedChart.of("gossip");
        var port = chart.service("-gossip").getSpec().getPorts().getFirst();
        assertThat(port.getProtocol()).isEqualTo("UDP");
        assertThat(port.getTargetPort().getValue()).isEqualTo("gossip");
        assertThat(chart.container().getPorts())
                .anyMatch(each -> each.getName().equals("gossip")
                        && each.getProtocol().equals("UDP")
                        && each.getContainerPort() == 11204);
        assertThat(chart.environment())
                .containsEntry("VANTA_GOSSIP_ENABLED", "true")
                .containsEntry("VANTA_GOSSIP_PORT", "11204")
                .containsEntry("VANTA_GOSSIP_ANNOUNCE", "pool.example:11204");
    }

    @Test
    void theNetworkPolicyLetsGossipInAndOutOfSidecarsAlone() {
        RenderedChart sidecar = RenderedChart.of("sidecar");
        NetworkPolicy policy = sidecar.one(NetworkPolicy.class);
        assertThat(policy.getSpec().getIngress())
                .anySatisfy(rule -> assertThat(rule.getPorts())
                        .anyMatch(port -> "gossip".equals(port.getPort().getValue())
                                && port.getProtocol().equals("UDP")));
        assertThat(policy.getSpec().getEgress())
                .anySatisfy(rule -> assertThat(rule.getPorts())
                        .anyMatch(port ->
                                port.getPort() == null && port.getProtocol().equals("UDP")));
        assertThat(sidecar.environment()).containsEntry("VANTA_GOSSIP_ENABLED", "true");

        RenderedChart front = RenderedChart.of("front");
        assertThat(front.environment())
                .containsEntry("VANTA_GOSSIP_ENABLED", "false")
                .doesNotContainKey("VANTA_GOSSIP_PORT");
        front.all(NetworkPolicy.class)
                .forEach(each -> assertThat(each.getSpec().getEgress())
                        .allSatisfy(rule -> assertThat(rule.getPorts()).allMatch(port -> port.getPort() != null)));
    }

    @Test
    void aSidecarIsOnePod() throws IOException {
        assertThat(RenderedChart.of("sidecar").one(StatefulSet.class).getSpec().getReplicas())
                .isEqualTo(1);
        assertThatThrownBy(() -> RenderedChart.of(
                        "sidecar", "{replicas: 2, gossip: {announce: ''}, service: {gossip: {enabled: false}}}\n"))
                .hasMessageContaining("a sidecar is one pod")
                .hasMessageContaining("gossip.bootstrapPeers");
    }

    @Test
    void aSidecarIsReachedByFrontsWalletsAndPrometheusAndReachesItsPeers() {
        RenderedChart chart = RenderedChart.of("sidecar");
        assertThat(chart.one(NetworkPolicy.class).getSpec().getIngress())
                .filteredOn(rule -> rule.getPorts().stream()
                        .anyMatch(port -> "http".equals(port.getPort().getValue())))
                .singleElement()
                .satisfies(rule -> assertThat(rule.getFrom())
                        .extracting(peer -> peer.getPodSelector() == null
                                ? peer.getNamespaceSelector().getMatchLabels()
                                : peer.getPodSelector().getMatchLabels())
                        .containsExactly(
                                Map.of("app.kubernetes.io/component", "front"),
                                Map.of("kubernetes.io/metadata.name", "ingress"),
                                Map.of("kubernetes.io/metadata.name", "monitoring")));
        assertThat(chart.egressPorts()).contains("8080");
    }

    @Test
    void theProxyProtocolBehindANetworkPolicyNeedsTheLoadBalancersName() throws IOException {
        NetworkPolicy policy = RenderedChart.of("front").one(NetworkPolicy.class);
        assertThat(policy.getSpec().getIngress())
                .filteredOn(rule -> rule.getPorts().stream()
                        .anyMatch(port -> "stratum".equals(port.getPort().getValue())))
                .singleElement()
                .satisfies(rule -> assertThat(rule.getFrom()).isNotEmpty());
        assertThatThrownBy(() -> RenderedChart.of("front", "networkPolicy: {stratumFrom: []}\n"))
                .hasMessageContaining("networkPolicy.stratumFrom: name the load balancer");
        assertThat(RenderedChart.of("front", "networkPolicy: {enabled: false, stratumFrom: []}\n")
                        .documents())
                .as("without a policy a word in the notes is all there is")
                .isNotEmpty();
    }

    @Test
    void webhooksGetOutByAnEgressRule() {
        RenderedChart chart = RenderedChart.of("stratum-ports");
        assertThat(chart.container().getEnv()).extracting(EnvVar::getName).contains("VANTA_WEBHOOK_NTFY_URL");
        assertThat(chart.egressPorts()).contains("443");
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void httpIsReachedWhenThereIsNoWorkAndStratumIsNot(Path values) {
        RenderedChart chart = RenderedChart.of(values);
        assertThat(chart.service("-http").getSpec().getPublishNotReadyAddresses())
                .isTrue();
        assertThat(chart.all(Service.class))
                .filteredOn(service -> service.getMetadata().getName().endsWith("-stratum"))
                .allSatisfy(service -> assertThat(service.getSpec().getPublishNotReadyAddresses())
                        .isNull());
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void aPodThatEndsIsOutOfTheServiceBeforeItLetsMinersGo(Path values) {
        assertThat(RenderedChart.of(values)
                        .container()
                        .getLifecycle()
                        .getPreStop()
                        .getSleep()
                        .getSeconds())
                .isEqualTo(5);
    }

    @Test
    void httpAndStratumListenWhereTheyAreTold() throws IOException {
        assertThat(RenderedChart.of("stratum-ports").environment())
                .containsEntry("QUARKUS_HTTP_HOST", "::")
                .containsEntry("VANTA_STRATUM_HOST", "::");
        assertThat(RenderedChart.of("single").environment())
                .doesNotContainKeys("QUARKUS_HTTP_HOST", "VANTA_STRATUM_HOST");
        assertThat(RenderedChart.of("sidecar", "listenAddress: '::'\n").environment())
                .containsEntry("QUARKUS_HTTP_HOST", "::")
                .doesNotContainKey("VANTA_STRATUM_HOST");
    }

    @Test
    void secretsAreOnlyReferredTo() {
        RenderedChart chart = RenderedChart.of("front");
        assertThat(chart.documents())
                .noneMatch(document -> document.path("kind").asText().equals("Secret"));
        for (String name : List.of("SHIELDED_PUBKEY", "VANTA_L1_USER", "VANTA_L1_PASSWORD")) {
            EnvVar variable = chart.container().getEnv().stream()
                    .filter(candidate -> candidate.getName().equals(name))
                    .findFirst()
                    .orElseThrow();
            assertThat(variable.getValue()).isNull();
            assertThat(variable.getValueFrom().getSecretKeyRef().getName()).isEqualTo("vanta");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shieldedPubkey=abc",
                "shieldedPubkey=",
                "role=proxy",
                "replicas=2",
                "replicas=-1",
                "network=testnet",
                "role=front",
                "sidecar.url=http://elsewhere:8080",
                "l1.url=http://vantad:8332",
                "l1.urls={}",
                "l1.urls={vantad:8332}",
                "l1.zmq=vantad",
                "existingSecret.name=",
                "service.stratum.port=70000",
                "service.stratum.externalTrafficPolicy=Remote",
                "persistence.size=big",
                "persistence.accessModes={ReadWriteMany}",
                "stratumPort=3333",
                "gossip.url=ftp://elsewhere",
                "gossip.bootstrapPeers={one two}",
                "service.gossip.type=ClusterIP",
                "listenAddress=all of them"
            })
    void refusesWhatTheSchemaDoesNotAllow(String assignment) {
        int equals = assignment.indexOf('=');
        String values = nested(assignment.substring(0, equals), assignment.substring(equals + 1));
        assertThatThrownBy(() -> RenderedChart.of("single", values))
                .hasMessageContaining("values don't meet the specifications of the schema");
    }

    @Test
    void everyValueIsDescribedInSchemaAndReadme() throws IOException {
        JsonNode schema = JSON.readTree(CHART.resolve("values.schema.json").toFile());
        JsonNode values = YAML.readTree(CHART.resolve("values.yaml").toFile());
        List<String> rows = new ArrayList<>();
        rows(schema, values, "", rows);
        String readme = Files.readString(CHART.resolve("README.md"));
        assertThat(readme.lines().filter(line -> line.startsWith("| `") && line.endsWith("` |")))
                .containsExactlyElementsOf(rows);
    }

    /** The rows of the value table, and a failure for a value or a schema entry that has no counterpart. */
    private static void rows(JsonNode schema, JsonNode values, String prefix, List<String> rows) {
        Set<String> described = new TreeSet<>();
        schema.path("properties").fieldNames().forEachRemaining(described::add);
        described.remove("global");
        Set<String> present = new TreeSet<>();
        values.fieldNames().forEachRemaining(present::add);
        assertThat(present)
                .as("keys under '%s' in values.yaml and in the schema", prefix)
                .isEqualTo(described);
        values.properties().forEach(entry -> {
            JsonNode property = schema.path("properties").path(entry.getKey());
            String name = prefix + entry.getKey();
            assertThat(property.path("description").asText())
                    .as("description of %s", name)
                    .isNotBlank();
            if (property.has("properties")) {
                rows(property, entry.getValue(), name + ".", rows);
            } else {
                rows.add("| `%s` | %s | `%s` |"
                        .formatted(name, property.path("description").asText(), entry.getValue()));
            }
        });
    }

    /** A copy of the chart whose defaults are the given values on top of its own: lint takes no value files. */
    private static Path chartWithDefaults(Path values) throws IOException {
        Path copy = Files.createTempDirectory("vanta-chart").resolve("vanta");
        try (Stream<Path> files = Files.walk(CHART)) {
            for (Path file : files.toList()) {
                Path target = copy.resolve(CHART.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        Path defaults = copy.resolve("values.yaml");
        JsonNode merged =
                YAML.readerForUpdating(YAML.readTree(defaults.toFile())).readTree(Files.readString(values));
        YAML.writeValue(defaults.toFile(), merged);
        return copy;
    }

    private static String nested(String path, String value) {
        StringBuilder yaml = new StringBuilder();
        String indent = "";
        for (String key : path.split("\\.")) {
            yaml.append(yaml.isEmpty() ? "" : "\n").append(indent).append(key).append(':');
            indent += "  ";
        }
        boolean bare = value.matches("-?[0-9]+");
        String text = value.startsWith("{")
                ? "[" + value.substring(1, value.length() - 1) + "]"
                : bare ? value : "\"" + value + "\"";
        return yaml.append(' ').append(text).append('\n').toString();
    }
}
