package org.vanta.appliance.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The second home of what the chain does not have: our blocks, deliveries, the envelopes of the inbox, and which pool seed is in use. A file
 * beside the database, appended to and forced after it (what is removed: before it), so that it never knows more than the database did.
 * Rewritten at a start when much of it is out of date. Touched on the writer thread only.
 */
final class Journal implements AutoCloseable {
    static final String FILE = "vanta.journal";
    static final String BAD_FILE = FILE + ".bad";

    /** A journal smaller than this is not worth rewriting. */
    static final long REWRITE_BYTES_MIN = 1 << 20;

    private static final Logger LOG = Logger.getLogger(Journal.class);

    private final Path path;
    private final String network;
    private final boolean existed;
    private final FileOpener files;
    private @Nullable JournalWriter writer;
    private @Nullable JournalContents contents;

    private Journal(
            Path path,
            String network,
            boolean existed,
            FileOpener files,
            @Nullable JournalWriter writer,
            JournalContents contents) {
        this.path = path;
        this.network = network;
        this.existed = existed;
        this.files = files;
        this.writer = writer;
        this.contents = contents;
    }

    /**
     * Reads the journal of a folder, if it has one. Nothing is written before the first {@link #append}.
     *
     * @throws StartRefusal if it is of another network
     */
    static Journal open(Path folder, String network) throws IOException {
        return open(folder, network, FileChannel::open);
    }

    static Journal open(Path folder, String network, FileOpener files) throws IOException {
        Path path = folder.resolve(FILE);
        JournalContents contents = new JournalContents();
        if (!Files.exists(path) || Files.size(path) == 0) {
            contents.damage = List.of("there is none");
            return new Journal(path, network, false, files, null, contents);
        }
        FileChannel file = files.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        JournalScan.Outcome read = JournalScan.read(file, contents);
        contents.damage = read.damage();
        String stored = contents.network().orElse(network);
        if (!stored.equals(network)) {
            file.close();
            throw new StartRefusal("the journal " + path + " belongs to network " + stored + ", not " + network
                    + "; set VANTA_NETWORK=" + stored + " or VANTA_DATA_DIR to another folder");
        }
        read.damage().forEach(difference -> LOG.errorf("bad record in the journal %s: %s", path, difference));
        if (read.goodEnd() == 0) {
            file.close();
            return new Journal(path, network, true, files, null, contents);
        }
        return new Journal(path, network, true, files, new JournalWriter(file, read), contents);
    }

    /** Where nothing could be gone on with, begins anew; a file that could not be read is kept aside. */
    private JournalWriter writer() throws IOException {
        if (writer == null) {
            if (existed) {
                Files.copy(path, path.resolveSibling(BAD_FILE), StandardCopyOption.REPLACE_EXISTING);
            }
            FileChannel file = files.open(
                    path,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            writer = JournalWriter.begin(file, network);
            force(path.toAbsolutePath().getParent());
        }
        return writer;
    }

    private static void force(@Nullable Path folder) throws IOException {
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Whether there was one before this start. */
    boolean existed() {
        return existed;
    }

    /** What it holds; kept in memory until {@link #settle}. */
    JournalContents contents() {
        if (contents == null) {
            JournalContents read = new JournalContents();
            read.damage = scan(read).damage();
            contents = read;
        }
        return contents;
    }

    /** Reads the block records of an import. */
    void blocks(Consumer<BlockRecord> visitor) {
        scan(entry -> {
            if (entry instanceof JournalEntry.BlockKept(BlockRecord block)) {
                visitor.accept(block);
            }
        });
    }

    private JournalScan.Outcome scan(Consumer<JournalEntry> visitor) {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            return JournalScan.read(file, visitor);
        } catch (IOException e) {
            throw new UncheckedIOException("the journal " + path + " can't be read", e);
        }
    }

    /** On disk when this returns. */
    void append(List<JournalEntry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        try {
            writer().append(entries);
        } catch (IOException e) {
            throw new UncheckedIOException("the journal " + path + " can't be written: " + e.getMessage(), e);
        }
        JournalContents known = contents;
        if (known != null) {
            entries.forEach(known);
        }
    }

    /** After database and journal agree: rewrites a journal that is damaged or mostly out of date, and lets its contents go. */
    void settle() {
        JournalContents known = contents();
        boolean outOfDate = known.blocks() > 0;
        try {
            if (outOfDate || !known.isWhole() || writer().size() > REWRITE_BYTES_MIN) {
                rewrite(known);
            }
            contents = null;
        } catch (IOException e) {
            throw new UncheckedIOException("the journal " + path + " can't be rewritten", e);
        }
    }

    private void rewrite(JournalContents known) throws IOException {
        Path draft = path.resolveSibling(FILE + ".new");
        FileChannel file = files.open(
                draft,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        JournalWriter anew = JournalWriter.begin(file, network);
        anew.append(known.entries());
        if (known.isWhole() && known.blocks() == 0 && 2 * anew.size() > writer().size()) {
            anew.close();
            Files.delete(draft);
            return;
        }
        if (!known.isWhole() && existed) {
            Files.copy(path, path.resolveSibling(BAD_FILE), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(path.toAbsolutePath().getParent());
        if (writer != null) {
            writer.close();
        }
        writer = anew;
        LOG.infof("journal rewritten: %d bytes", anew.size());
    }

    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
    }
}
