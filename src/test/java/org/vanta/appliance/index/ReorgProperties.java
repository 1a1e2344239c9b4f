package org.vanta.appliance.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.vanta.appliance.bytes.Hash256;

/** Goal: after any history of reorganisations the state equals a fresh index of the chain. Method: random trees of small, colliding blocks. */
class ReorgProperties {
    /** @param keep of the height, in percent, before new blocks are mined */
    record Fork(int keep, List<Integer> commitments, boolean restart) {}

    @Provide
    Arbitrary<List<Fork>> histories() {
        Arbitrary<Integer> seeds = Arbitraries.integers().between(0, 12);
        return Combinators.combine(
                        Arbitraries.integers().between(0, 100),
                        seeds.list().ofMinSize(1).ofMaxSize(6),
                        Arbitraries.of(true, false))
                .as(Fork::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    @Property(tries = 8)
    void equalsAFreshIndexAfterAnyHistory(@ForAll("histories") List<Fork> history) throws IOException {
        Path folder = Files.createTempDirectory("reorg");
        GeneratedChain chain = new GeneratedChain();
        Followed followed = new Followed(folder.resolve("followed"), chain);
        try {
            for (Fork fork : history) {
                chain.cutTo(chain.height() * fork.keep() / 100);
                for (int seed : fork.commitments()) {
                    Hash256 value = GeneratedChain.value(seed);
                    chain.mine(List.of(value), List.of(value), seed % 3);
                }
                followed.follow();
                if (fork.restart()) {
                    followed.close();
                    followed = new Followed(folder.resolve("followed"), chain);
                    assertThat(followed.bad).isEmpty();
                }
            }
            try (Followed fresh = new Followed(folder.resolve("fresh"), chain).follow()) {
                assertThat(followed.index.state()).isEqualTo(fresh.index.state());
            }
        } finally {
            followed.close();
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
