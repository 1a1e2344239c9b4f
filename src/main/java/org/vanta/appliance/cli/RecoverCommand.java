package org.vanta.appliance.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.chain.Network;
import org.vanta.appliance.delivery.DeliveryOutcome;
import org.vanta.appliance.delivery.NoteSink;
import org.vanta.appliance.delivery.RemoteSidecar;
import org.vanta.appliance.node.NodeClient;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.note.EnvelopeVersion;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.note.PoolSeed;
import org.vanta.appliance.recovery.ChainRecovery;
import org.vanta.appliance.recovery.RecoveredReward;
import org.vanta.appliance.recovery.RewardSearch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "recover",
        description = {
            "Restores rewards from the pool seed and the chain alone: derives the note of every coinbase again and"
                    + " brings it to a running sidecar, or to a file.",
            "Running it again changes nothing. A sidecar that is busy is waited for. Exit code 0: found; 1: none found;"
                    + " 2: can't, or a note was refused."
        },
        mixinStandardHelpOptions = true)
final class RecoverCommand implements Callable<Integer> {
    private static final int HEIGHTS_TOLD_MAX = 100;

    @Spec
    CommandSpec spec;

    @Mixin
    NodeOptions node = new NodeOptions();

    @Option(
            names = "--seed-file",
            required = true,
            paramLabel = "FILE",
            description = "the pool seed: pool.seed of the data directory")
    Path seedFile;

    @Option(
            names = "--owner",
            paramLabel = "KEY",
            description = "owner key that was paid; may be given several times; default SHIELDED_PUBKEY")
    List<String> owners = new ArrayList<>();

    @Option(names = "--owners-file", paramLabel = "FILE", description = "owner keys that were paid, one in a line")
    @Nullable
    Path ownersFile;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "the sidecar that gets the notes, default ${DEFAULT-VALUE}")
    URI url;

    @Option(
            names = "--notes-file",
            paramLabel = "FILE",
            description = "write the notes to this new file instead, a body of POST /submit in each line")
    @Nullable
    Path notesFile;

    @Option(
            names = "--from-height",
            paramLabel = "N",
            defaultValue = "0",
            description = "where to begin, default ${DEFAULT-VALUE}")
    int fromHeight;

    @Option(
            names = "--envelope",
            paramLabel = "VERSION",
            defaultValue = "v1",
            description = "v1 or legacy, default ${DEFAULT-VALUE}")
    String envelope;

    private final List<Integer> refused = new ArrayList<>();

    @Override
    public Integer call() {
        if (fromHeight < 0) {
            throw new CannotException("--from-height must be at least 0, got " + fromHeight);
        }
        Network network = node.network();
        PoolSeed seed = seed();
        Set<OwnerKey> keys = keys();
        EnvelopeVersion version = version();
        try (NodeClient client = node.connect();
                Target target = target()) {
            BlockRewards rewards = new BlockRewards(client);
            RewardSearch search = new RewardSearch(network, seed, List.copyOf(keys), rewards);
            ChainRecovery recovery = new ChainRecovery(client, search, new ProgressLine(spec)::blocks);
            ChainRecovery.Outcome outcome = recovery.search(
                    fromHeight, reward -> bring(reward, seed.sealAgain(reward.note(), version), target));
            return conclude(outcome, keys.size(), rewards.unread());
        } catch (IOException e) {
            throw new CannotException("can't write " + notesFile + ": " + e, e);
        } catch (UncheckedIOException e) {
            throw new CannotException("can't write " + notesFile + ": " + e.getCause(), e);
        }
    }

    private void bring(RecoveredReward reward, EncryptedNote note, Target target) {
        switch (target.sink.deliver(note)) {
            case DeliveryOutcome.Delivered _ ->
                spec.commandLine()
                        .getOut()
                        .printf(
                                Locale.ROOT,
                                "height %d  value %s  commitment %s  owner %s%n",
                                reward.height(),
                                Amount.text(reward.note().value()),
                                note.commitment(),
                                reward.note().owner());
            case DeliveryOutcome.Failed(String sentence) -> {
                refused.add(reward.height());
                say("the note of height " + reward.height() + ", commitment " + note.commitment() + ", was refused: "
                        + sentence);
            }
            case DeliveryOutcome.Unavailable(String sentence, Duration _) ->
                throw new CannotException("a note was not delivered: " + sentence + "; to go on, add --from-height "
                        + reward.height() + " once that is mended" + refusals("; "));
        }
    }

    /** Notes that no later run will bring by itself; empty if there are none. */
    private String refusals(String before) {
        if (refused.isEmpty()) {
            return "";
        }
        String heights =
                refused.stream().limit(HEIGHTS_TOLD_MAX).map(String::valueOf).collect(Collectors.joining(", "));
        int more = refused.size() - HEIGHTS_TOLD_MAX;
        return before + "refused notes: " + refused.size() + ", of heights " + heights
                + (more > 0 ? " and " + more + " more" : "");
    }

    private void say(String sentence) {
        spec.commandLine().getErr().println("vanta: " + sentence);
        spec.commandLine().getErr().flush();
    }

    private int conclude(ChainRecovery.Outcome outcome, int owners, int unread) {
        outcome.failure().ifPresent(failure -> {
            throw new CannotException("the search ended at height " + outcome.height() + ": " + failure.sentence()
                    + "; to go on, add --from-height " + (outcome.height() + 1) + refusals("; "));
        });
        if (fromHeight > outcome.height()) {
            throw new CannotException(
                    "--from-height " + fromHeight + " is above the tip, which is at height " + outcome.height());
        }
        say(String.format(
                Locale.ROOT,
                "%d rewards of %d owners found up to height %d; %d other coinbases of this form pay owners that were"
                        + " not named, or come from another seed",
                outcome.found(),
                owners,
                outcome.height(),
                outcome.others()));
        if (unread > 0) {
            say("blocks whose fees could not be read: " + unread
                    + "; rewards in them that hide their value were not found");
        }
        if (!refused.isEmpty()) {
            throw new CannotException(refusals(""));
        }
        return outcome.found() > 0 ? ExitCode.DONE : ExitCode.NO;
    }

    private PoolSeed seed() {
        try {
            return PoolSeed.load(seedFile);
        } catch (IOException e) {
            throw new CannotException("can't read the pool seed from " + seedFile + ": " + e, e);
        } catch (MalformedBytesException e) {
            throw new CannotException(String.valueOf(e.getMessage()), e);
        }
    }

    private Set<OwnerKey> keys() {
        List<String> texts = new ArrayList<>(owners);
        try {
            if (ownersFile != null) {
                Files.readAllLines(ownersFile).stream()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .forEach(texts::add);
            }
            String operator = System.getenv("SHIELDED_PUBKEY");
            if (texts.isEmpty() && operator != null) {
                texts.add(operator.strip());
            }
            Set<OwnerKey> keys = new LinkedHashSet<>();
            texts.forEach(text -> keys.add(OwnerKey.parse(text)));
            if (keys.isEmpty()) {
                throw new CannotException("whose rewards? give --owner KEY, --owners-file FILE or SHIELDED_PUBKEY");
            }
            return keys;
        } catch (IOException e) {
            throw new CannotException("can't read owner keys from " + ownersFile + ": " + e, e);
        } catch (MalformedBytesException e) {
            throw new CannotException(String.valueOf(e.getMessage()), e);
        }
    }

    private EnvelopeVersion version() {
        return switch (envelope) {
            case "v1" -> EnvelopeVersion.V1;
            case "legacy" -> EnvelopeVersion.LEGACY;
            default -> throw new CannotException("--envelope is v1 or legacy, got \"" + envelope + "\"");
        };
    }

    private Target target() throws IOException {
        if (notesFile == null) {
            RemoteSidecar sidecar = new RemoteSidecar(url);
            return new Target(new PatientSink(sidecar, Patience.BOUND, this::say), sidecar::close);
        }
        try {
            NotesFile file = NotesFile.create(notesFile);
            return new Target(file, file::close);
        } catch (FileAlreadyExistsException e) {
            throw new CannotException(notesFile + " exists already and is not overwritten; name another file", e);
        }
    }

    /** Where the notes go, and how that ends. */
    private record Target(NoteSink sink, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }
}
