package org.vanta.appliance.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.chain.ProofCheck;
import org.vanta.appliance.chain.VerifiedProof;

/**
 * Goal: what a wallet is told of a nullifier holds at the height that is told with it. Method: asking all the time while blocks come and go,
 * and in the midst of a load, where the state is asked for the program.
 */
class RevealedTest {
    private static final int BLOCKS = 5;
    private static final int REORGANISATIONS = 50;
    private static final Hash256 NULLIFIER = GeneratedChain.value(-100);

    @TempDir
    Path folder;

    private final GeneratedChain chain = new GeneratedChain();

    private void mine(int from, int to) {
        for (int i = from; i <= to; i++) {
            chain.mine(List.of(GeneratedChain.value(i)), List.of(GeneratedChain.value(-i)), 0);
        }
    }

    private static void askUntil(AtomicBoolean over, ShieldedIndex index, List<HeightRevealed> wrong) {
        while (!over.get()) {
            HeightRevealed answer = index.revealed(NULLIFIER).orElseThrow();
            if (answer.present() != answer.height() > BLOCKS) {
                wrong.add(answer);
            }
        }
    }

    @Test
    void tellsOfANullifierWithTheHeightAtWhichItHolds() throws Exception {
        mine(1, BLOCKS);
        AtomicBoolean over = new AtomicBoolean();
        List<HeightRevealed> wrong = new ArrayList<>();
        try (Followed followed = new Followed(folder, chain).follow();
                var asking = Executors.newSingleThreadExecutor()) {
            Future<?> asked = asking.submit(() -> askUntil(over, followed.index, wrong));
            try {
                for (int i = 0; i < REORGANISATIONS; i++) {
                    chain.mine(List.of(), List.of(NULLIFIER), 0);
                    followed.follow();
                    assertThat(followed.index.revealed(NULLIFIER)).contains(new HeightRevealed(true, BLOCKS + 1));
                    chain.cutTo(BLOCKS);
                    followed.follow();
                    followed.pass(ChainFollower.SHORTER_GRACE);
                    followed.follow();
                    assertThat(followed.index.revealed(NULLIFIER)).contains(new HeightRevealed(false, BLOCKS));
                }
            } finally {
                over.set(true);
            }
            asked.get();
            assertThat(wrong).isEmpty();
        }
    }

    /** Looks at the index when a load begins. */
    private static final class Looking implements ProofCheck {
        final AtomicReference<Optional<ShieldedIndex>> index = new AtomicReference<>(Optional.empty());
        final List<Boolean> answered = new ArrayList<>();

        @Override
        public String program() {
            index.get().ifPresent(loading -> {
                answered.add(loading.prove(GeneratedChain.value(1)).isPresent());
                answered.add(loading.revealed(GeneratedChain.value(-1)).isPresent());
            });
            return NO_PROGRAM;
        }

        @Override
        public List<Optional<VerifiedProof>> check(List<byte[]> items) {
            return ProofCheck.none().check(items);
        }
    }

    @Test
    void tellsNothingWhileTheStateIsLoadedAgain() {
        mine(1, BLOCKS);
        Looking looking = new Looking();
        try (Followed followed = new Followed(folder, chain, looking).follow()) {
            looking.index.set(Optional.of(followed.index));
            followed.index.load();
            assertThat(looking.answered).isNotEmpty().containsOnly(false);
            assertThat(followed.index.revealed(GeneratedChain.value(-1))).contains(new HeightRevealed(true, BLOCKS));
            assertThat(followed.index.prove(GeneratedChain.value(1))).isPresent();
        }
    }
}
