package org.vanta.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.Container;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the chart makes of some values, in Kubernetes' own types. */
final class RenderedChart {
    static final Path CHART = Path.of("..", "helm", "vanta");
    static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();
    static final ObjectMapper JSON = new ObjectMapper();
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

    private final List<JsonNode> documents;

    private RenderedChart(TemplateCommand command) {
        try (var parser = YAML.getFactory().createParser(command.call())) {
            documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(parser).readAll().stream()
                    .filter(JsonNode::isObject)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a value file. */
    static RenderedChart of(Path values) {
        return new RenderedChart(command(values));
    }

    /** Of a value file of the chart's own, {@code ci/<name>-values.yaml}. */
    static RenderedChart of(String name) {
        return of(ownValues(name));
    }

    /** Of a value file of the chart's own with more values on top. */
    static RenderedChart of(String name, String more) throws IOException {
        Path file = Files.createTempFile("vanta-values", ".yaml");
        try {
            Files.writeString(file, more);
            return new RenderedChart(command(ownValues(name)).withValuesFile(file));
        } finally {
            Files.delete(file);
        }
    }

    private static Path ownValues(String name) {
        return CHART.resolve("ci").resolve(name + "-values.yaml");
    }

    private static TemplateCommand command(Path values) {
        return new Helm(CHART)
                .template()
                .withName("pool")
                .withNamespace("mining")
                .withKubeVersion("1.34.0")
                .withValuesFile(values);
    }

    List<JsonNode> documents() {
        return documents;
    }

    <T extends HasMetadata> List<T> all(Class<T> type) {
        return documents.stream()
                .filter(document -> KINDS.get(kind(document)) == type)
                .map(document -> JSON.convertValue(document, type))
                .toList();
    }

    <T extends HasMetadata> T one(Class<T> type) {
        List<T> found = all(type);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    Service service(String suffix) {
        return all(Service.class).stream()
                .filter(service -> service.getMetadata().getName().endsWith(suffix))
                .findFirst()
                .orElseThrow();
    }

    Container container() {
        return one(StatefulSet.class)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst();
    }

    /** The variables that have a value here, not in a secret. */
    Map<String, String> environment() {
        return container().getEnv().stream()
                .filter(variable -> variable.getValue() != null)
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
    }

    /** The ports that the network policy lets out to. */
    List<String> egressPorts() {
        return one(NetworkPolicy.class).getSpec().getEgress().stream()
                .flatMap(rule -> rule.getPorts().stream())
                .filter(port -> port.getPort() != null)
                .map(port -> String.valueOf(port.getPort().getValue()))
                .toList();
    }

    private static String kind(JsonNode document) {
        return document.path("apiVersion").asText() + "/"
                + document.path("kind").asText();
    }

    /** Fails on a kind or a field that Kubernetes does not know. */
    static void parseStrictly(JsonNode document) {
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
}
