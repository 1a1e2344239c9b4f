package org.vanta.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lints the chart, renders it with each value file of {@code helm/vanta/ci}, and reads the result back into Kubernetes' own types. */
class HelmChartTest {
    private static final Path CHART = Path.of("..", "helm", "vanta");
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Without the map in which the model classes collect fields they do not know, so that such a field is refused. */
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            })
            .build();

    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "v1/Service", Service.class,
            "v1/ServiceAccount", ServiceAccount.class,
            "v1/Pod", Pod.class,
            "apps/v1/StatefulSet", StatefulSet.class,
            "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class,
            "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class);

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
        List<JsonNode> documents = documents(render().withValuesFile(values));
        assertThat(documents).hasSizeGreaterThanOrEqualTo(4);
        documents.forEach(HelmChartTest::parseStrictly);
    }

    @Test
    void aFieldKubernetesDoesNotKnowIsSeen() {
        ObjectNode stateful = documents(render().withValuesFile(CHART.resolve("ci/single-values.yaml"))).stream()
                .filter(document -> kind(document).equals("apps/v1/StatefulSet"))
                .map(ObjectNode.class::cast)
                .findFirst()
                .orElseThrow();
        parseStrictly(stateful);
        ((ObjectNode) stateful.path("spec")).put("replicaz", 1);
        assertThatThrownBy(() -> parseStrictly(stateful)).hasMessageContaining("replicaz");
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void everyServiceAndBudgetSelectsThePods(Path values) {
        List<JsonNode> documents = documents(render().withValuesFile(values));
        Map<String, String> labels = one(documents, StatefulSet.class)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getLabels();
        assertThat(labels)
                .containsAllEntriesOf(one(documents, StatefulSet.class)
                        .getSpec()
                        .getSelector()
                        .getMatchLabels());
        all(documents, Service.class)
                .forEach(service -> assertThat(labels)
                        .containsAllEntriesOf(service.getSpec().getSelector()));
        all(documents, PodDisruptionBudget.class)
                .forEach(budget -> assertThat(labels)
                        .containsAllEntriesOf(budget.getSpec().getSelector().getMatchLabels()));
        all(documents, NetworkPolicy.class)
                .forEach(policy -> assertThat(labels)
                        .containsAllEntriesOf(policy.getSpec().getPodSelector().getMatchLabels()));
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void podRunsWithoutPrivilegesOnAReadOnlyRoot(Path values) {
        var pod = one(documents(render().withValuesFile(values)), StatefulSet.class)
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
        Container container = container(documents(render().withValuesFile(values)));
        assertThat(container.getStartupProbe().getHttpGet().getPath()).isEqualTo("/health/started");
        assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/health/live");
        assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/health/ready");
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void probesHaveAPortThatNoServiceLeadsTo(Path values) {
        List<JsonNode> documents = documents(render().withValuesFile(values));
        Container container = container(documents);
        assertThat(List.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe()))
                .allSatisfy(probe ->
                        assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("probe"));
        assertThat(container.getPorts())
                .filteredOn(port -> port.getName().equals("probe"))
                .singleElement()
                .satisfies(port -> assertThat(environment(documents))
                        .containsEntry("VANTA_PROBE_PORT", String.valueOf(port.getContainerPort())));
        assertThat(documents)
                .filteredOn(document -> document.path("kind").asText().equals("Service"))
                .isNotEmpty()
                .allSatisfy(service -> assertThat(service.toString()).doesNotContain("probe"));
    }

    @Test
    void frontsDeliverToTheSidecarAndTellTheAppAboutTheProxyProtocol() {
        List<JsonNode> documents = documents(render().withValuesFile(CHART.resolve("ci/front-values.yaml")));
        assertThat(environment(documents))
                .containsEntry("VANTA_L2_URL", "http://sidecar-vanta-http:8080")
                .containsEntry("VANTA_L1_URL", "http://vantad-0.vantad:8332,http://vantad-1.vantad:8332")
                .containsEntry("VANTA_STRATUM_PROXY_PROTOCOL", "true");
        Service stratum = service(documents, "-stratum");
        assertThat(stratum.getSpec().getExternalTrafficPolicy()).isEqualTo("Cluster");
        assertThat(stratum.getSpec().getPorts().getFirst().getProtocol()).isEqualTo("TCP");
        assertThat(documents)
                .anyMatch(document -> document.path("kind").asText().equals("ServiceMonitor"));
    }

    @Test
    void aDatabaseElsewhereIsNamedAndItsPasswordIsNot() {
        List<JsonNode> documents = documents(render().withValuesFile(CHART.resolve("ci/postgresql-values.yaml")));
        assertThat(environment(documents))
                .containsEntry("VANTA_DATABASE_URL", "jdbc:postgresql://db:5433/vanta")
                .containsEntry("VANTA_DATABASE_SCHEMA", "vanta_1");
        assertThat(container(documents).getEnv())
                .filteredOn(variable -> variable.getName().equals("VANTA_DATABASE_PASSWORD"))
                .singleElement()
                .satisfies(variable -> assertThat(
                                variable.getValueFrom().getSecretKeyRef().getKey())
                        .isEqualTo("database-password"));
        assertThat(one(documents, NetworkPolicy.class).getSpec().getEgress())
                .anySatisfy(rule -> assertThat(rule.getPorts())
                        .anyMatch(port -> port.getPort() != null
                                && "5433".equals(String.valueOf(port.getPort().getValue()))));
    }

    @Test
    void minersKeepTheirAddressesByDefault() {
        List<JsonNode> documents = documents(render().withValuesFile(CHART.resolve("ci/single-values.yaml")));
        Service stratum = service(documents, "-stratum");
        assertThat(stratum.getSpec().getType()).isEqualTo("LoadBalancer");
        assertThat(stratum.getSpec().getExternalTrafficPolicy()).isEqualTo("Local");
        assertThat(environment(documents)).doesNotContainKey("VANTA_STRATUM_PROXY_PROTOCOL");
    }

    @Test
    void sidecarsOfferNoStratum() {
        List<JsonNode> documents = documents(render().withValuesFile(CHART.resolve("ci/sidecar-values.yaml")));
        assertThat(all(documents, Service.class))
                .extracting(service -> service.getMetadata().getName())
                .noneMatch(name -> name.endsWith("-stratum"));
        assertThat(environment(documents))
                .containsEntry("VANTA_STRATUM_ENABLED", "false")
                .doesNotContainKeys("VANTA_STRATUM_PORT", "SHIELDED_PUBKEY");
        assertThat(container(documents).getPorts())
                .extracting(ContainerPort::getName)
                .containsExactly("http", "probe", "gossip");
        assertThat(one(documents, NetworkPolicy.class).getSpec().getIngress())
                .allSatisfy(rule -> assertThat(rule.getPorts())
                        .allSatisfy(
                                port -> assertThat(port.getPort().getValue()).isIn("http", "gossip")));
    }

    @Test
    void stratumsFurtherPortsAreOpenedOnlyWhenAskedFor() {
        List<JsonNode> plain = documents(render().withValuesFile(CHART.resolve("ci/single-values.yaml")));
        assertThat(environment(plain))
                .doesNotContainKeys("VANTA_STRATUM_TLS_PORT", "VANTA_STRATUM_RENTED_PORT", "VANTA_STRATUM_PROXY_PORT");
        assertThat(service(plain, "-stratum").getSpec().getPorts()).hasSize(1);

        List<JsonNode> documents = documents(render().withValuesFile(CHART.resolve("ci/stratum-ports-values.yaml")));
        assertThat(environment(documents))
                .containsEntry("VANTA_STRATUM_PORT", "3333")
                .containsEntry("VANTA_STRATUM_TLS_PORT", "4333")
                .containsEntry("VANTA_STRATUM_TLS_CERTIFICATE", "/etc/vanta/tls/tls.crt")
                .containsEntry("VANTA_STRATUM_TLS_KEY", "/etc/vanta/tls/tls.key")
                .containsEntry("VANTA_STRATUM_TLS_NAMES", "pool.example")
                .containsEntry("VANTA_STRATUM_RENTED_PORT", "3334")
                .containsEntry("VANTA_STRATUM_PROXY_PORT", "3335")
                .doesNotContainKey("VANTA_STRATUM_PROXY_PROTOCOL");
        assertThat(container(documents).getPorts())
                .extracting(port -> port.getName() + " " + port.getContainerPort())
                .contains("stratum 3333", "stratum-tls 4333", "stratum-rented 3334", "stratum-proxy 3335");
        assertThat(container(documents).getVolumeMounts())
                .anyMatch(mount -> mount.getMountPath().equals("/etc/vanta/tls") && mount.getReadOnly());
        assertThat(service(documents, "-stratum").getSpec().getPorts())
                .extracting(port -> port.getPort() + " " + port.getTargetPort().getValue())
                .containsExactly("3333 stratum", "4333 stratum-tls", "3334 stratum-rented");
        assertThat(service(documents, "-proxied").getSpec().getPorts())
                .extracting(port -> port.getPort() + " " + port.getTargetPort().getValue())
                .containsExactly("3333 stratum-proxy");
    }

    @Test
    void onlyTheLoadBalancerReachesThePortThatTrustsIt() throws IOException {
        NetworkPolicy policy = one(
                documents(render().withValuesFile(CHART.resolve("ci/stratum-ports-values.yaml"))), NetworkPolicy.class);
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
        Path nobody = Files.createTempFile("vanta-values", ".yaml");
        Files.writeString(nobody, "networkPolicy: {stratumProxyFrom: []}\n");
        assertThat(one(
                                documents(render().withValuesFile(CHART.resolve("ci/stratum-ports-values.yaml"))
                                        .withValuesFile(nobody)),
                                NetworkPolicy.class)
                        .getSpec()
                        .getIngress())
                .allSatisfy(rule -> assertThat(rule.getPorts())
                        .noneMatch(port -> "stratum-proxy".equals(port.getPort().getValue())));
        Files.delete(nobody);
    }

    @Test
    void aServiceBehindAProxyHasNoPortsThatDoNotExpectIt() throws IOException {
        Path file = Files.createTempFile("vanta-values", ".yaml");
        Files.writeString(file, "service: {stratum: {proxyProtocol: true}}\n");
        TemplateCommand command = render().withValuesFile(CHART.resolve("ci/stratum-ports-values.yaml"))
                .withValuesFile(file);
        assertThatThrownBy(command::call).hasMessageContaining("values don't meet the specifications of the schema");
        Files.delete(file);
    }

    @Test
    void aSinglePodCanBeCalledForGossip() {
        List<JsonNode> documents = documents(render().withValuesFile(CHART.resolve("ci/gossip-values.yaml")));
        var port = service(documents, "-gossip").getSpec().getPorts().getFirst();
        assertThat(port.getProtocol()).isEqualTo("UDP");
        assertThat(port.getTargetPort().getValue()).isEqualTo("gossip");
        assertThat(container(documents).getPorts())
                .anyMatch(each -> each.getName().equals("gossip")
                        && each.getProtocol().equals("UDP")
                        && each.getContainerPort() == 11204);
        assertThat(environment(documents))
                .containsEntry("VANTA_GOSSIP_ENABLED", "true")
                .containsEntry("VANTA_GOSSIP_PORT", "11204")
                .containsEntry("VANTA_GOSSIP_ANNOUNCE", "pool.example:11204");
    }

    @Test
    void theNetworkPolicyLetsGossipInAndOutOfSidecarsAlone() {
        List<JsonNode> sidecar = documents(render().withValuesFile(CHART.resolve("ci/sidecar-values.yaml")));
        NetworkPolicy policy = one(sidecar, NetworkPolicy.class);
        assertThat(policy.getSpec().getIngress())
                .anySatisfy(rule -> assertThat(rule.getPorts())
                        .anyMatch(port -> "gossip".equals(port.getPort().getValue())
                                && port.getProtocol().equals("UDP")));
        assertThat(policy.getSpec().getEgress())
                .anySatisfy(rule -> assertThat(rule.getPorts())
                        .anyMatch(port ->
                                port.getPort() == null && port.getProtocol().equals("UDP")));
        assertThat(environment(sidecar)).containsEntry("VANTA_GOSSIP_ENABLED", "true");

        List<JsonNode> front = documents(render().withValuesFile(CHART.resolve("ci/front-values.yaml")));
        assertThat(environment(front))
                .containsEntry("VANTA_GOSSIP_ENABLED", "false")
                .doesNotContainKey("VANTA_GOSSIP_PORT");
        all(front, NetworkPolicy.class)
                .forEach(each -> assertThat(each.getSpec().getEgress())
                        .allSatisfy(rule -> assertThat(rule.getPorts()).allMatch(port -> port.getPort() != null)));
    }

    @Test
    void aSidecarIsOnePod() throws IOException {
        assertThat(one(documents(render().withValuesFile(CHART.resolve("ci/sidecar-values.yaml"))), StatefulSet.class)
                        .getSpec()
                        .getReplicas())
                .isEqualTo(1);
        assertThatThrownBy(() -> with(
                        "ci/sidecar-values.yaml",
                        "{replicas: 2, gossip: {announce: ''}, service: {gossip: {enabled: false}}}\n"))
                .hasMessageContaining("a sidecar is one pod")
                .hasMessageContaining("gossip.bootstrapPeers");
    }

    @Test
    void aSidecarIsReachedByFrontsWalletsAndPrometheusAndReachesItsPeers() {
        NetworkPolicy policy =
                one(documents(render().withValuesFile(CHART.resolve("ci/sidecar-values.yaml"))), NetworkPolicy.class);
        assertThat(policy.getSpec().getIngress())
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
        assertThat(egressPorts(policy)).contains("8080");
    }

    @Test
    void theProxyProtocolBehindANetworkPolicyNeedsTheLoadBalancersName() throws IOException {
        NetworkPolicy policy =
                one(documents(render().withValuesFile(CHART.resolve("ci/front-values.yaml"))), NetworkPolicy.class);
        assertThat(policy.getSpec().getIngress())
                .filteredOn(rule -> rule.getPorts().stream()
                        .anyMatch(port -> "stratum".equals(port.getPort().getValue())))
                .singleElement()
                .satisfies(rule -> assertThat(rule.getFrom()).isNotEmpty());
        assertThatThrownBy(() -> with("ci/front-values.yaml", "networkPolicy: {stratumFrom: []}\n"))
                .hasMessageContaining("networkPolicy.stratumFrom: name the load balancer");
        assertThat(with("ci/front-values.yaml", "networkPolicy: {enabled: false, stratumFrom: []}\n"))
                .as("without a policy a word in the notes is all there is")
                .isNotEmpty();
    }

    @Test
    void webhooksGetOutByAnEgressRule() {
        List<JsonNode> documents = documents(render().withValuesFile(CHART.resolve("ci/stratum-ports-values.yaml")));
        assertThat(container(documents).getEnv()).extracting(EnvVar::getName).contains("VANTA_WEBHOOK_NTFY_URL");
        assertThat(egressPorts(one(documents, NetworkPolicy.class))).contains("443");
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void httpIsReachedWhenThereIsNoWorkAndStratumIsNot(Path values) {
        List<JsonNode> documents = documents(render().withValuesFile(values));
        assertThat(service(documents, "-http").getSpec().getPublishNotReadyAddresses())
                .isTrue();
        assertThat(all(documents, Service.class))
                .filteredOn(service -> service.getMetadata().getName().endsWith("-stratum"))
                .allSatisfy(service -> assertThat(service.getSpec().getPublishNotReadyAddresses())
                        .isNull());
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void aPodThatEndsIsOutOfTheServiceBeforeItLetsMinersGo(Path values) {
        assertThat(container(documents(render().withValuesFile(values)))
                        .getLifecycle()
                        .getPreStop()
                        .getSleep()
                        .getSeconds())
                .isEqualTo(5);
    }

    @Test
    void httpAndStratumListenWhereTheyAreTold() throws IOException {
        assertThat(environment(documents(render().withValuesFile(CHART.resolve("ci/stratum-ports-values.yaml")))))
                .containsEntry("QUARKUS_HTTP_HOST", "::")
                .containsEntry("VANTA_STRATUM_HOST", "::");
        assertThat(environment(documents(render().withValuesFile(CHART.resolve("ci/single-values.yaml")))))
                .doesNotContainKeys("QUARKUS_HTTP_HOST", "VANTA_STRATUM_HOST");
        assertThat(environment(with("ci/sidecar-values.yaml", "listenAddress: '::'\n")))
                .containsEntry("QUARKUS_HTTP_HOST", "::")
                .doesNotContainKey("VANTA_STRATUM_HOST");
    }

    @Test
    void secretsAreOnlyReferredTo() {
        List<JsonNode> documents = documents(render().withValuesFile(CHART.resolve("ci/front-values.yaml")));
        assertThat(documents)
                .noneMatch(document -> document.path("kind").asText().equals("Secret"));
        for (String name : List.of("SHIELDED_PUBKEY", "VANTA_L1_USER", "VANTA_L1_PASSWORD")) {
            EnvVar variable = container(documents).getEnv().stream()
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
    void refusesWhatTheSchemaDoesNotAllow(String assignment) throws IOException {
        Path file = Files.createTempFile("vanta-values", ".yaml");
        int equals = assignment.indexOf('=');
        Files.writeString(file, nested(assignment.substring(0, equals), assignment.substring(equals + 1)));
        TemplateCommand command =
                render().withValuesFile(CHART.resolve("ci/single-values.yaml")).withValuesFile(file);
        assertThatThrownBy(command::call).hasMessageContaining("values don't meet the specifications of the schema");
        Files.delete(file);
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

    private static TemplateCommand render() {
        return new Helm(CHART)
                .template()
                .withName("pool")
                .withNamespace("mining")
                .withKubeVersion("1.34.0");
    }

    /** What the chart makes of a value file of its own with more values on top. */
    private static List<JsonNode> with(String values, String more) throws IOException {
        Path file = Files.createTempFile("vanta-values", ".yaml");
        try {
            Files.writeString(file, more);
            return documents(render().withValuesFile(CHART.resolve(values)).withValuesFile(file));
        } finally {
            Files.delete(file);
        }
    }

    private static List<String> egressPorts(NetworkPolicy policy) {
        return policy.getSpec().getEgress().stream()
                .flatMap(rule -> rule.getPorts().stream())
                .filter(port -> port.getPort() != null)
                .map(port -> String.valueOf(port.getPort().getValue()))
                .toList();
    }

    private static List<JsonNode> documents(TemplateCommand command) {
        try (var parser = YAML.getFactory().createParser(command.call())) {
            return YAML.readerFor(JsonNode.class).<JsonNode>readValues(parser).readAll().stream()
                    .filter(JsonNode::isObject)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String kind(JsonNode document) {
        return document.path("apiVersion").asText() + "/"
                + document.path("kind").asText();
    }

    private static void parseStrictly(JsonNode document) {
        if (kind(document).equals("monitoring.coreos.com/v1/ServiceMonitor")) {
            // Not a type of Kubernetes itself: its few fields are compared by name.
            assertThat(names(document.path("spec"))).containsExactly("endpoints", "namespaceSelector", "selector");
            assertThat(names(document.path("spec").path("endpoints").path(0)))
                    .containsExactly("interval", "path", "port", "scrapeTimeout");
            return;
        }
        Class<? extends HasMetadata> type = KINDS.get(kind(document));
        assertThat(type).as("type of %s", kind(document)).isNotNull();
        STRICT.convertValue(document, type);
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static <T extends HasMetadata> List<T> all(List<JsonNode> documents, Class<T> type) {
        return documents.stream()
                .filter(document -> KINDS.get(kind(document)) == type)
                .map(document -> JSON.convertValue(document, type))
                .toList();
    }

    private static <T extends HasMetadata> T one(List<JsonNode> documents, Class<T> type) {
        List<T> found = all(documents, type);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static Service service(List<JsonNode> documents, String suffix) {
        return all(documents, Service.class).stream()
                .filter(service -> service.getMetadata().getName().endsWith(suffix))
                .findFirst()
                .orElseThrow();
    }

    private static Container container(List<JsonNode> documents) {
        return one(documents, StatefulSet.class)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst();
    }

    private static Map<String, String> environment(List<JsonNode> documents) {
        return container(documents).getEnv().stream()
                .filter(variable -> variable.getValue() != null)
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
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
