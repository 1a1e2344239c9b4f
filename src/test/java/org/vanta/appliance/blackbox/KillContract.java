package org.vanta.appliance.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Goal: {@code kill -9} at any instant loses no reward and no note, takes none twice, and leaves the state that the chain gives. Method: the
 * packaged program with a miner and somebody who submits without a pause, while another miner has a block every 100 ms; killed again and again,
 * while it starts, before it has mined anything, and after. {@code vanta.torture.kills} sets how often.
 */
@SuppressWarnings("NullAway.Init")
abstract class KillContract extends OnNodeContract {
    private static final int KILLS = Integer.getInteger("vanta.torture.kills", 5);
    private static final int TOLD_EVERY = 20;
    private static final Duration OTHER_MINER = Duration.ofMillis(100);
    private static final Duration BETWEEN_SUBMITS = Duration.ofMillis(20);
    private static final Pattern SHARE_ACCEPTED = Pattern.compile("share accepted");
    private static final String PUBKEY = "11".repeat(32);
    private static final String CIPHERTEXT = "22".repeat(60);

    private final long seed = Long.getLong("vanta.torture.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** Envelopes whose taking was answered. */
    private final Set<String> taken = new TreeSet<>();

    /** How long the last start took that was let alone. */
    private Duration start = Duration.ofSeconds(3);

    @Test
    void killingTheProgramAtAnyInstantLosesNothing() throws Exception {
        try (AutoCloseable _ = chain.otherMiner(OTHER_MINER)) {
            for (int kill = 0; kill < KILLS; kill++) {
                switch (kill % 4) {
                    case 3 -> killWhileItStarts();
                    case 2 -> killWhileItWorks(kill, 0, (int) start.toMillis() + 500);
                    default -> killWhileItWorks(kill, 1, 300);
                }
                if (kill % TOLD_EVERY == TOLD_EVERY - 1) {
                    System.out.printf(
                            "killed %d times, height %d, %d envelopes taken%n", kill + 1, chain.height(), taken.size());
                }
            }
        }
        try (ServingAppliance appliance = serve("data");
                ServingAppliance fresh = serve("fresh")) {
            Set<String> rewards = chain.assertAsRebuilt(wallet, appliance, fresh);
            assertThat(appliance.noteCommitments())
                    .as("each envelope that was taken")
                    .containsAll(taken);
            System.out.printf(
                    "%d kills, seed %d: %d blocks, %d rewards, %d envelopes taken: none lost, none twice, root as rebuilt;"
                            + " the database was %s%n",
                    KILLS,
                    seed,
                    chain.height(),
                    rewards.size(),
                    taken.size(),
                    Files.exists(directory.resolve("data/vanta.mv.db.bad")) ? "replaced" : "never replaced");
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private ServingAppliance serve(String dataDir) throws IOException, InterruptedException {
        return ServingAppliance.start(directory.resolve(dataDir), wallet.ownerKey(), ServingAppliance.l1(node));
    }

    private void killWhileItStarts() throws Exception {
        try (VantaProgram program = VantaProgram.start(
                ServingAppliance.environment(directory.resolve("data"), wallet.ownerKey(), ServingAppliance.l1(node)),
                "serve")) {
            Thread.sleep(random.nextLong(start.toMillis() + 1));
            program.kill();
        }
    }

    /** @param shares accepted before, at least; @param millis at most, after that */
    private void killWhileItWorks(int kill, int shares, int millis) throws Exception {
        long began = System.nanoTime();
        try (ServingAppliance appliance = serve("data")) {
            start = Duration.ofNanos(System.nanoTime() - began);
            try (VantaProgram miner = VantaProgram.start(
                            Map.of(), "miner", "--url", appliance.stratumUrl(), "--user", wallet.ownerKey() + ".it");
                    var submitter = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<?> submitting = submitter.submit(() -> submitUntilItIsGone(appliance, kill));
                if (shares > 0) {
                    miner.awaitNumber(SHARE_ACCEPTED, shares);
                }
                Thread.sleep(random.nextInt(millis));
                appliance.program().kill();
                submitting.get();
            }
        }
    }

    private @Nullable Void submitUntilItIsGone(ServingAppliance appliance, int kill) throws InterruptedException {
        for (int i = 0; ; i++) {
            String commitment = String.format("%08x%08x", kill, i).repeat(4);
            try {
                if (appliance.submit(PUBKEY, CIPHERTEXT, commitment).statusCode() / 100 == 2) {
                    taken.add(commitment);
                }
            } catch (IOException _) {
                // It was killed, perhaps before it answered: then the envelope may be there or not.
                return null;
            }
            Thread.sleep(BETWEEN_SUBMITS);
        }
    }
}
