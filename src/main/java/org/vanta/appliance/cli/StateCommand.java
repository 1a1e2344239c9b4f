package org.vanta.appliance.cli;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.vanta.appliance.index.StateAudit;
import org.vanta.appliance.store.BadRecord;
import org.vanta.appliance.store.BadRecordException;
import org.vanta.appliance.store.PostgresAddress;
import org.vanta.appliance.store.StartRefusal;
import org.vanta.appliance.store.StateCopy;
import org.vanta.appliance.store.StateImport;
import org.vanta.appliance.store.StateReset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What an operator does with the state. All work beside a running appliance but rebuild and import, which need it stopped. */
@Command(
        name = "state",
        description = "Checks, saves and restores the state on disk. Exit code 0: good; 1: bad records; 2: can't.",
        mixinStandardHelpOptions = true)
final class StateCommand {
    /** A copy of a running appliance's files may be cut where it was writing; then another one is made. */
    private static final int COPIES = 3;

    @Spec
    CommandSpec spec;

    @Command(name = "check", description = "Checks every record, the chain of digests and the root; changes nothing.")
    int check(@Mixin DataDirOption dataDir, @Mixin DatabaseOptions database) {
        return copied(dataDir.path, database, (copy, report) -> tell(copy.network(), report));
    }

    @Command(
            name = "backup",
            description =
                    "Copies the state of a running or stopped appliance into a new folder, checked. Copy pool.seed"
                            + " too.")
    int backup(
            @Mixin DataDirOption dataDir,
            @Mixin DatabaseOptions database,
            @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "made, or empty") Path out) {
        if (database.address().isPresent()) {
            throw new CannotException("a backup is of files; of a PostgreSQL schema take \"pg_dump --schema="
                    + database.address().get().schema() + "\" or \"vanta state export\"");
        }
        refuseUnlessEmpty(out);
        return copied(dataDir.path, database, (copy, report) -> {
            int code = tell(copy.network(), report);
            if (code == ExitCode.DONE) {
                copy.keepAs(out);
                spec.commandLine().getOut().println("backup in " + out);
            }
            return code;
        });
    }

    @Command(name = "export", description = "Writes the whole state to one portable file that ends with its digest.")
    int export(
            @Mixin DataDirOption dataDir,
            @Mixin DatabaseOptions database,
            @Option(names = "--out", required = true, paramLabel = "FILE", description = "a new file") Path out) {
        if (Files.exists(out)) {
            throw exists(out.toString());
        }
        return copied(dataDir.path, database, (copy, report) -> {
            int code = tell(copy.network(), report);
            if (code == ExitCode.DONE) {
                copy.export(out);
                spec.commandLine().getOut().println("exported to " + out + ", " + Files.size(out) + " bytes");
            }
            return code;
        });
    }

    @Command(name = "import", description = "Checks an export and puts it into an empty data directory.")
    int importFrom(
            @Mixin DataDirOption dataDir,
            @Mixin DatabaseOptions database,
            @Parameters(paramLabel = "FILE", description = "made by \"vanta state export\"") Path file) {
        try {
            StateAudit audit = new StateAudit();
            String network = StateImport.check(file, audit);
            Optional<BadRecord> wrong = audit.difference();
            if (wrong.isPresent()) {
                spec.commandLine().getErr().println("vanta: " + wrong.get().sentence());
                return ExitCode.NO;
            }
            Optional<PostgresAddress> address = database.address();
            if (address.isPresent()) {
                StateImport.into(dataDir.path, address.get(), file);
            } else {
                StateImport.into(dataDir.path, file);
            }
            spec.commandLine()
                    .getOut()
                    .printf(
                            Locale.ROOT,
                            "network %s  height %d  commitments %d  root %s%nthe next start of the appliance takes it"
                                    + " in%n",
                            network,
                            audit.height(),
                            audit.commitments(),
                            audit.root());
            return ExitCode.DONE;
        } catch (StartRefusal e) {
            throw new CannotException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CannotException("can't import " + file + ": " + e, e);
        }
    }

    @Command(
            name = "rebuild",
            description = "Forgets what was read from blocks; the next start reads all of them from L1 again.")
    int rebuild(@Mixin DataDirOption dataDir, @Mixin DatabaseOptions database) {
        try {
            int forgotten = database.address()
                    .map(StateReset::forgetBlocks)
                    .orElseGet(() -> StateReset.forgetBlocks(dataDir.path));
            spec.commandLine()
                    .getOut()
                    .println(forgotten + " block records forgotten; the next start reads all blocks from L1 again");
            return ExitCode.DONE;
        } catch (StartRefusal e) {
            throw new CannotException(String.valueOf(e.getMessage()), e);
        }
    }

    private interface Use {
        int of(StateCopy copy, StateAudit.Report report) throws IOException;
    }

    private int copied(Path dataDir, DatabaseOptions database, Use use) {
        Optional<PostgresAddress> address = database.address();
        // A schema may be in use at any time.
        boolean live = address.isPresent() || StateCopy.isInUse(dataDir);
        for (int left = COPIES; ; left--) {
            boolean last = !live || left == 1;
            try (StateCopy copy = address.isPresent() ? StateCopy.of(dataDir, address.get()) : StateCopy.of(dataDir)) {
                Optional<Integer> code = used(copy, last, use);
                if (code.isPresent()) {
                    return code.get();
                }
            } catch (BadRecordException e) {
                if (last) {
                    spec.commandLine().getOut().println(e.record().sentence());
                    return ExitCode.NO;
                }
            } catch (StartRefusal e) {
                throw new CannotException(String.valueOf(e.getMessage()), e);
            } catch (FileAlreadyExistsException e) {
                throw exists(e.getFile());
            } catch (DirectoryNotEmptyException e) {
                throw notEmpty(e.getFile());
            } catch (IOException e) {
                throw new CannotException("can't write: " + e, e);
            }
        }
    }

    /** Empty if another copy is to be made, since this one is bad and not the last. */
    private static Optional<Integer> used(StateCopy copy, boolean last, Use use) throws IOException {
        StateAudit.Report report;
        try {
            report = StateAudit.of(copy);
            if (report.bad().isEmpty()) {
                return Optional.of(use.of(copy, report));
            }
        } catch (BadRecordException e) {
            refuseIfDoubtful(copy);
            throw e;
        }
        refuseIfDoubtful(copy);
        return last ? Optional.of(use.of(copy, report)) : Optional.empty();
    }

    private static void refuseIfDoubtful(StateCopy copy) {
        copy.doubt().ifPresent(doubt -> {
            throw new CannotException(doubt);
        });
    }

    private static void refuseUnlessEmpty(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                throw notEmpty(folder.toString());
            }
        } catch (IOException e) {
            throw new CannotException("can't write to " + folder + ": " + e, e);
        }
    }

    private static CannotException notEmpty(String folder) {
        return new CannotException(folder + " is not empty; name a new folder");
    }

    private static CannotException exists(String file) {
        return new CannotException(file + " exists already and is not overwritten");
    }

    private int tell(String network, StateAudit.Report report) {
        report.bad().forEach(bad -> spec.commandLine().getOut().println(bad.sentence()));
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "network %s  height %d  commitments %d  nullifiers %d  notes %d  candidates %d  deliveries %d "
                                + " root %s%n",
                        network,
                        report.height(),
                        report.commitments(),
                        report.nullifiers(),
                        report.tables().notes(),
                        report.tables().candidates(),
                        report.tables().deliveries(),
                        report.root());
        return report.bad().isEmpty() ? ExitCode.DONE : ExitCode.NO;
    }
}
