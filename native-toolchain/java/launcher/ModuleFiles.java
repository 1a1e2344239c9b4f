import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Jars in folders, the modules in them, and paths of them as the java command takes them. */
final class ModuleFiles {
    private ModuleFiles() {
    }

    static Set<String> names(Collection<Path> path) {
        Set<String> result = new LinkedHashSet<>();
        ModuleFinder.of(path.toArray(Path[]::new)).findAll().forEach(m -> result.add(m.descriptor().name()));
        return result;
    }

    static List<Path> jars(Path dir) throws IOException {
        if (!Files.isDirectory(dir)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(dir)) {
            return files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
        }
    }

    static String join(Collection<Path> path) {
        return path.stream().map(Path::toString).collect(Collectors.joining(":"));
    }
}
