package org.vanta.appliance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Goal: the arrows between packages point one way and are exactly those agreed on. Method: the table below is the agreement; every
 * dependency of the compiled classes is looked up in it. Changing the table is a change of the design and is reviewed as one.
 */
class ArchitectureTest {
    private static final String ROOT = "org.vanta.appliance";
    private static final String VERIFIER = "org.vanta.verifier";
    private static final Set<String> EVERYTHING = Set.of("*");

    /** Package to the sibling packages it may use. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("bytes", Set.of()),
            Map.entry("bitcoin", Set.of("bytes")),
            Map.entry("chain", Set.of("bytes", "bitcoin")),
            Map.entry("note", Set.of("bytes")),
            Map.entry("smt", Set.of("bytes")),
            Map.entry("node", Set.of("bytes", "bitcoin")),
            Map.entry("devnet", Set.of("bytes", "bitcoin", "chain", "note")),
            Map.entry("template", Set.of("bytes", "bitcoin", "chain", "note", "node")),
            Map.entry("job", Set.of("bytes", "bitcoin", "note", "node", "template")),
            Map.entry("share", Set.of("bytes", "bitcoin", "note", "template", "job")),
            Map.entry("block", Set.of("bytes", "bitcoin", "note", "node", "template", "job", "share", "store")),
            Map.entry("stratum", Set.of("bytes", "bitcoin", "note", "node", "template", "job", "share")),
            Map.entry("webhook", Set.of("bytes", "note", "share", "block")),
            Map.entry("miner", Set.of("bytes", "bitcoin")),
            Map.entry("bench", Set.of("bytes")),
            Map.entry("store", Set.of("bytes", "bitcoin", "note", "smt")),
            Map.entry("index", Set.of("bytes", "bitcoin", "chain", "node", "note", "smt", "store", "worker")),
            Map.entry("delivery", Set.of("bytes", "note", "store", "worker")),
            Map.entry("proof", Set.of("bytes", "bitcoin", "chain")),
            Map.entry("worker", Set.of()),
            Map.entry("recovery", Set.of("bytes", "bitcoin", "chain", "node", "note")),
            Map.entry("gossip", Set.of("bytes", "note")),
            Map.entry("rest", EVERYTHING),
            Map.entry("health", Set.of("bytes", "node", "stratum", "index", "delivery", "store", "gossip", "proof")),
            Map.entry("cli", EVERYTHING));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void everyArrowBetweenPackagesStandsInTheTable() {
        Map<String, Set<String>> debts = new TreeMap<>();
        for (JavaClass from : CLASSES) {
            String source = packageOf(from);
            if (source.isEmpty()) {
                continue;
            }
            Set<String> allowed = ARROWS.getOrDefault(source, Set.of());
            from.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(target -> target.getPackageName().startsWith(ROOT))
                    .map(ArchitectureTest::packageOf)
                    .filter(target -> !target.equals(source))
                    .filter(target -> !allowed.equals(EVERYTHING) && !allowed.contains(target))
                    .forEach(target -> debts.computeIfAbsent(source + " -> " + target, _ -> new TreeSet<>())
                            .add(from.getSimpleName()));
        }
        assertThat(debts).as("arrows that the table does not allow").isEmpty();
    }

    @Test
    void everyPackageStandsInTheTableAndSaysWhatItIs() {
        Set<String> found = CLASSES.stream()
                .map(ArchitectureTest::packageOf)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(ARROWS.keySet()).containsAll(found);
        List<String> silent = new ArrayList<>(found);
        silent.removeIf(name -> CLASSES.contain(ROOT + "." + name + ".package-info"));
        assertThat(silent).as("packages without package-info.java").isEmpty();
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(*)..")
                .should()
                .beFreeOfCycles()
                .ignoreDependency(
                        JavaClass.Predicates.resideInAPackage(ROOT + ".cli.."),
                        JavaClass.Predicates.resideInAPackage(ROOT))
                .check(CLASSES);
    }

    @Test
    void onlyTheProofPackageKnowsTheVerifierBesidesTheEdges() {
        classes()
                .that()
                .resideInAnyPackage(ROOT + ".bytes..", ROOT + ".bitcoin..", ROOT + ".stratum..", ROOT + ".share..")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackage(VERIFIER + "..")
                .check(CLASSES);
    }

    private static String packageOf(JavaClass type) {
        String name = type.getPackageName();
        if (!name.startsWith(ROOT + ".")) {
            return "";
        }
        String rest = name.substring(ROOT.length() + 1);
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }
}
