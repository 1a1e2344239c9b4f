package org.vanta.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Goal: docs/configuration.md names every key exactly as the program reads it. Method: the reference is made from the sources of the
 * {@code @ConfigMapping} interfaces and compared; {@code -Dvanta.write-docs=true} writes it anew.
 */
class ConfigurationReferenceTest {
    private static final Path SOURCES = Path.of("main/java");
    private static final Path REFERENCE = Path.of("../docs/configuration.md");
    private static final Pattern CAPITAL = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    record Key(String name, String fallback, String sentence) {}

    @Test
    void theReferenceNamesEveryKey() throws IOException {
        StringBuilder text = new StringBuilder("""
                # Configuration

                Every key can be set as an environment variable (dots and dashes become underscores, letters capitals) or as a Java
                system property. `SHIELDED_PUBKEY` is read as `VANTA_SHIELDED_PUBKEY`, `SHIELDED_NOTES_FILE` likewise. Made from the
                sources: `./mvnw -pl src -am test -Dtest=ConfigurationReferenceTest -Dvanta.write-docs=true
                -Dsurefire.failIfNoSpecifiedTests=false`.
                """);
        for (Path source : configInterfaces()) {
            append(text, source);
        }
        if (Boolean.getBoolean("vanta.write-docs")) {
            Files.writeString(REFERENCE, text);
        }
        assertThat(Files.readString(REFERENCE)).isEqualTo(text.toString());
    }

    private static List<Path> configInterfaces() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.getFileName().toString().endsWith("Config.java"))
                    .sorted()
                    .toList();
        }
    }

    private static void append(StringBuilder text, Path source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, _ -> {}, List.of("-proc:none"), null, files.getJavaFileObjects(source));
            CompilationUnitTree unit = task.parse().iterator().next();
            DocTrees docs = DocTrees.instance(task);
            for (Tree type : unit.getTypeDecls()) {
                ClassTree mapping = (ClassTree) type;
                Optional<String> prefix = argument(mapping.getModifiers(), "ConfigMapping");
                if (prefix.isEmpty()) {
                    continue;
                }
                TreePath path = TreePath.getPath(unit, mapping);
                text.append("\n## ")
                        .append(prefix.get())
                        .append("\n")
                        .append(sentence(docs, path))
                        .append("\n\n");
                text.append("| environment | default | meaning |\n|---|---|---|\n");
                for (Key key : keys(unit, docs, mapping, prefix.get())) {
                    String environment = key.name().toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
                    text.append("| `").append(environment).append("` | ");
                    text.append(key.fallback().isEmpty() ? "" : "`" + key.fallback() + "`");
                    text.append(" | ").append(key.sentence()).append(" |\n");
                }
            }
        }
    }

    private static List<Key> keys(CompilationUnitTree unit, DocTrees docs, ClassTree mapping, String prefix) {
        List<Key> keys = new ArrayList<>();
        for (Tree member : mapping.getMembers()) {
            if (!(member instanceof MethodTree method) || method.getBody() != null) {
                continue;
            }
            String name = argument(method.getModifiers(), "WithName").orElseGet(() -> kebab(method));
            String key = prefix + "." + name;
            Optional<ClassTree> nested = nested(mapping, String.valueOf(method.getReturnType()));
            if (nested.isPresent()) {
                keys.addAll(keys(unit, docs, nested.get(), key));
            } else {
                String fallback = argument(method.getModifiers(), "WithDefault").orElse("");
                String sentence = sentence(docs, TreePath.getPath(unit, method));
                assertThat(sentence).as("a sentence for " + key).isNotEmpty();
                keys.add(new Key(key, fallback, sentence));
            }
        }
        return keys;
    }

    private static Optional<ClassTree> nested(ClassTree mapping, String type) {
        return mapping.getMembers().stream()
                .filter(member -> member instanceof ClassTree inner
                        && inner.getSimpleName().contentEquals(type))
                .map(ClassTree.class::cast)
                .findFirst();
    }

    private static String kebab(MethodTree method) {
        return CAPITAL.matcher(method.getName()).replaceAll("-").toLowerCase(Locale.ROOT);
    }

    private static String sentence(DocTrees docs, TreePath path) {
        DocCommentTree comment = docs.getDocCommentTree(path);
        return comment == null
                ? ""
                : String.valueOf(comment.getFullBody().stream()
                                .map(Object::toString)
                                .reduce("", String::concat))
                        .replaceAll("\\s+", " ")
                        .replaceAll("\\{@(?:code|link) #?([^}]*)}", "`$1`")
                        .strip();
    }

    private static Optional<String> argument(ModifiersTree modifiers, String annotation) {
        return modifiers.getAnnotations().stream()
                .filter(use -> String.valueOf(use.getAnnotationType()).equals(annotation))
                .map(ConfigurationReferenceTest::literal)
                .findFirst();
    }

    private static String literal(AnnotationTree use) {
        String[] value = {""};
        use.getArguments()
                .forEach(argument -> argument.accept(
                        new TreeScanner<Void, Void>() {
                            @Override
                            public Void visitLiteral(LiteralTree literal, Void nothing) {
                                value[0] = String.valueOf(literal.getValue());
                                return null;
                            }
                        },
                        null));
        return value[0];
    }
}
