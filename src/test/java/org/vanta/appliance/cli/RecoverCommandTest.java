package org.vanta.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bitcoin.BlockHeader;
import org.vanta.appliance.bitcoin.Transaction;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.chain.Network;
import org.vanta.appliance.chain.ShieldedCoinbase;
import org.vanta.appliance.delivery.DeliveryOutcome;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.note.EnvelopeVersion;
import org.vanta.appliance.note.Note;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.note.PoolSeed;
import org.vanta.appliance.note.WalletSecret;

/** Goal: every reward that can be delivered is, whatever one note or one moment of the sidecar is like. Method: the command, a scripted node, a scripted sidecar. */
class RecoverCommandTest {
    private static final ScriptedSidecar.Answer TAKEN = new ScriptedSidecar.Answer(201, -1, "");

    @TempDir
    Path folder;

    private final OwnerKey owner = WalletSecret.generate(new SecureRandom()).ownerKey();
    private final List<Note> notes = new ArrayList<>();
    private Path seedFile;
    private Path cookie;
    private PoolSeed seed;
    private ScriptedNode node;

    @BeforeEach
    void start() throws IOException {
        seedFile = folder.resolve("pool.seed");
        seed = PoolSeed.loadOrCreate(seedFile);
        cookie = Files.writeString(folder.resolve(".cookie"), "__cookie__:word");
        node = new ScriptedNode();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private void mine(OwnerKey payee, long fees, int transactions) {
        int height = node.blocks.size();
        Hash256 previous = height == 0 ? Hash256.ZERO : node.blocks.getLast().hash();
        long tag = 1L << 60 | height;
        Note note = seed.miningNote("regtest", height, previous, Network.REGTEST.subsidy(height) + fees, payee, tag);
        Transaction coinbase = Transaction.parse(
                ShieldedCoinbase.of(height, tag, 12, note.commitment(), 0, null).withExtranonce(new byte[12]));
        List<Transaction> all = new ArrayList<>(List.of(coinbase));
        while (all.size() < transactions) {
            all.add(coinbase);
        }
        node.blocks.add(new Block(new BlockHeader(2, previous, Hash256.ZERO, 1_700_000_000, 0x207fffff, height), all));
        notes.add(note);
    }

    private CommandRun recover(Function<ScriptedSidecar.Asked, ScriptedSidecar.Answer> script, String... more)
            throws IOException {
        try (ScriptedSidecar sidecar = new ScriptedSidecar(script)) {
            List<String> arguments = new ArrayList<>(List.of(
                    "recover",
                    "--network",
                    "regtest",
                    "--l1-url",
                    node.url().toString(),
                    "--l1-cookie-file",
                    cookie.toString(),
                    "--seed-file",
                    seedFile.toString(),
                    "--owner",
                    owner.hex(),
                    "--url",
                    sidecar.url() + "/l2"));
            arguments.addAll(List.of(more));
            return CommandRun.of(arguments.toArray(String[]::new));
        }
    }

    @Test
    void waitsForASidecarWhoseQuotaIsUsedUp() throws IOException {
        mine(owner, 0, 1);
        mine(owner, 0, 1);
        AtomicInteger calls = new AtomicInteger();
        CommandRun run = recover(_ -> switch (calls.incrementAndGet()) {
            case 2, 3 -> new ScriptedSidecar.Answer(429, 1, "");
            default -> TAKEN;
        });
        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
        assertThat(calls).hasValue(4);
        assertThat(run.err()).containsOnlyOnce("trying again");
    }

    @Test
    void goesOnAfterANoteThatIsRefused() throws IOException {
        for (int height = 0; height < 5; height++) {
            mine(owner, 0, 1);
        }
        String bad = notes.get(2).commitment().hex();
        List<String> taken = new ArrayList<>();
        CommandRun run = recover(request -> {
            if (request.body().contains(bad)) {
                return new ScriptedSidecar.Answer(409, -1, "");
            }
            taken.add(request.path());
            return TAKEN;
        });
        assertThat(taken).hasSize(4).containsOnly("/l2/submit");
        assertThat(run.exitCode()).isEqualTo(ExitCode.CANNOT);
        assertThat(run.err()).contains("refused notes: 1, of heights 2").contains(bad);
        assertThat(run.out().lines()).hasSize(4);
    }

    @Test
    void givesUpOnASidecarThatTakesNothingForTooLong() {
        AtomicInteger calls = new AtomicInteger();
        List<String> news = new ArrayList<>();
        EncryptedNote note =
                seed.sealAgain(seed.miningNote("regtest", 1, Hash256.ZERO, 5, owner, 6), EnvelopeVersion.V1);
        PatientSink sink = new PatientSink(
                _ -> {
                    calls.incrementAndGet();
                    return new DeliveryOutcome.Unavailable("busy", Duration.ZERO);
                },
                Duration.ofMillis(1_500),
                news::add);
        assertThat(sink.deliver(note)).isInstanceOf(DeliveryOutcome.Unavailable.class);
        assertThat(calls).as("after a second it would be two more").hasValue(2);
        assertThat(news).hasSize(1);
    }

    @Test
    void asksForFeesOnlyWhereThereCanBeSomeAndGoesOnWithoutThem() throws IOException {
        OwnerKey other = WalletSecret.generate(new SecureRandom()).ownerKey();
        mine(owner, 0, 1);
        mine(other, 0, 1);
        mine(other, 7, 2);
        mine(owner, 0, 2);
        CommandRun run = recover(_ -> TAKEN);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
        assertThat(run.out().lines()).hasSize(2);
        assertThat(node.statsAsked).hasValue(1);
        assertThat(run.err()).contains("blocks whose fees could not be read: 1");
    }

    @Test
    void saysWhereToGoOnWhenTheNodeIsBusy() throws IOException {
        OwnerKey other = WalletSecret.generate(new SecureRandom()).ownerKey();
        mine(owner, 0, 1);
        mine(other, 7, 2);
        node.statsError = 0;
        CommandRun run = recover(_ -> TAKEN);
        assertThat(run.exitCode()).isEqualTo(ExitCode.CANNOT);
        assertThat(run.err()).contains("fees of block 1").contains("--from-height 1");
    }

    @Test
    void refusesAHeightThatIsNone() throws IOException {
        mine(owner, 0, 1);
        assertThat(recover(_ -> TAKEN, "--from-height", "-1").err()).contains("--from-height must be at least 0");
        CommandRun above = recover(_ -> TAKEN, "--from-height", "7");
        assertThat(above.exitCode()).isEqualTo(ExitCode.CANNOT);
        assertThat(above.err()).contains("--from-height 7 is above the tip, which is at height 0");
    }

    @Test
    void savesNotesAsTheyAreSubmitted() throws IOException {
        mine(owner, 0, 1);
        Path file = folder.resolve("notes");
        CommandRun run = recover(_ -> TAKEN, "--notes-file", file.toString());
        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
        assertThat(file)
                .content()
                .contains(Hex.encode(notes.getFirst().commitment().toBytes()));
    }
}
