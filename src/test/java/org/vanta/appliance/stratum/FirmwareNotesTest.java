package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Goal: a claim about firmware names a test method that is there, and none of another family's. Method: reads firmware-notes/ and looks each name up
 * among the tests.
 */
class FirmwareNotesTest {
    private static final Path NOTES = Path.of("..", "firmware-notes");
    private static final Path TESTS = Path.of("test", "java");
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");
    private static final Pattern TEST_NAME =
            Pattern.compile("([A-Z]\\w*(?:Test|Properties|IT|Fuzz))(?:\\.([a-z]\\w*))?");

    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(NOTES)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    static List<Path> pagesOfFamilies() throws IOException {
        return pages().stream().filter(page -> !page.endsWith("README.md")).toList();
    }

    /** The test class of each page, as the table of README.md says. */
    private static Map<String, String> classes() throws IOException {
        Map<String, String> classes = new TreeMap<>();
        Matcher row = Pattern.compile("\\((\\w[\\w-]*\\.md)\\) \\| `(\\w+)`")
                .matcher(Files.readString(NOTES.resolve("README.md")));
        while (row.find()) {
            classes.put(row.group(1), row.group(2));
        }
        return classes;
    }

    @Test
    void everyPageStandsInTheTable() throws IOException {
        assertThat(pagesOfFamilies())
                .extracting(page -> page.getFileName().toString())
                .containsExactlyElementsOf(classes().keySet());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void namesTestsThatAreThere(Path page) throws IOException {
        List<String> missing = new ArrayList<>();
        Matcher code = CODE.matcher(Files.readString(page));
        while (code.find()) {
            Matcher name = TEST_NAME.matcher(code.group(1));
            if (name.matches() && !isThere(name.group(1), name.group(2))) {
                missing.add(code.group(1));
            }
        }
        assertThat(missing).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pagesOfFamilies")
    void namesATestMethodOfItsOwnOrOfAllBehindEachClaim(Path page) throws IOException {
        String own = classes().getOrDefault(page.getFileName().toString(), "");
        List<String> bare = new ArrayList<>();
        for (String row : claims(page)) {
            String[] cells = row.split("\\|", -1);
            List<String> named = CODE.matcher(cells[cells.length - 2])
                    .results()
                    .map(each -> each.group(1))
                    .toList();
            if (named.isEmpty() || !named.stream().allMatch(name -> backs(own, name))) {
                bare.add(row);
            }
        }
        assertThat(bare).isEmpty();
    }

    /** Whether it is a method of the page's own test, or one of a test that is no other family's. */
    private static boolean backs(String own, String name) {
        Matcher other = TEST_NAME.matcher(name);
        return other.matches()
                ? other.group(2) != null
                        && !other.group(1).endsWith("ReplayTest")
                        && isThere(other.group(1), other.group(2))
                : isThere(own, name);
    }

    /** The rows of tables whose last column has the heading "test". */
    private static List<String> claims(Path page) throws IOException {
        List<String> rows = new ArrayList<>();
        boolean within = false;
        for (String line : Files.readAllLines(page)) {
            if (line.endsWith("| test |")) {
                within = true;
            } else if (!line.startsWith("|")) {
                within = false;
            } else if (within && !line.startsWith("|--")) {
                rows.add(line);
            }
        }
        return rows;
    }

    private static boolean isThere(String test, @Nullable String method) {
        try (Stream<Path> files = Files.walk(TESTS)) {
            return files.filter(file -> file.endsWith(test + ".java"))
                    .anyMatch(file -> method == null || hasTest(TESTS.relativize(file), method));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasTest(Path file, String method) {
        String name = file.toString().replace(".java", "").replace('/', '.');
        try {
            return Arrays.stream(Class.forName(name, false, FirmwareNotesTest.class.getClassLoader())
                            .getDeclaredMethods())
                    .filter(each -> each.getName().equals(method))
                    .anyMatch(FirmwareNotesTest::isTest);
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static boolean isTest(Method method) {
        return AnnotationSupport.isAnnotated(method, Testable.class);
    }
}
