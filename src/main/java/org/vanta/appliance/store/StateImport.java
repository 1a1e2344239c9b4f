package org.vanta.appliance.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.vanta.appliance.bytes.Folder;

/** Puts an export into an empty data directory; the next start makes a database of it. */
public final class StateImport {
    private StateImport() {}

    /**
     * Checks every digest of an export.
     *
     * @param blocks told of the block records in order
     * @return the network it belongs to
     * @throws StartRefusal if it is not, or not all of, what was exported
     */
    public static String check(Path file, Consumer<BlockRecord> blocks) throws IOException {
        JournalContents contents = new JournalContents();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            JournalScan.Outcome read = JournalScan.read(channel, entry -> {
                contents.accept(entry);
                if (entry instanceof JournalEntry.BlockKept(BlockRecord block)) {
                    blocks.accept(block);
                }
            });
            if (!read.complete()) {
                throw new StartRefusal(file + " is not a whole export: "
                        + (read.damage().isEmpty()
                                ? "its end is missing"
                                : read.damage().getFirst()));
            }
        }
        return contents.network().orElse("unknown");
    }

    /** For an appliance over PostgreSQL. @throws StartRefusal if the directory or the schema holds a state already */
    public static void into(Path dataDir, PostgresAddress address, Path file) throws IOException {
        try (Connection connection = address.connectOrRefuse()) {
            if (PostgresEngine.isThere(connection, PostgresEngine.tables(address))) {
                throw new StartRefusal(
                        "there is a state in " + address.place() + " already; an import goes into an empty schema");
            }
        } catch (SQLException e) {
            throw address.refusal(e);
        }
        into(dataDir, file);
    }

    /** @throws StartRefusal if the directory holds a state already, or is in use */
    public static void into(Path dataDir, Path file) throws IOException {
        for (String name : new String[] {H2Engine.FILE, Journal.FILE}) {
            if (Files.exists(dataDir.resolve(name))) {
                throw new StartRefusal("there is a state in " + dataDir + " already (" + name
                        + "); an import goes into an empty data directory");
            }
        }
        Files.createDirectories(dataDir);
        try (FolderLock _ = FolderLock.takeIfUsed(dataDir)) {
            Path draft = dataDir.resolve(Journal.FILE + ".new");
            Files.copy(file, draft, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(draft, dataDir.resolve(Journal.FILE), StandardCopyOption.ATOMIC_MOVE);
            Folder.force(dataDir);
        }
    }
}
