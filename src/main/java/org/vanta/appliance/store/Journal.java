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
import org.vanta.appliance.bytes.Folder;

/**
 * The second home of what the chain does not have: our blocks, deliveries, the envelopes of the inbox, and which pool seed is in use. A file
 * beside the database, appended to and forced after it (what is removed: before it), so that it never knows more than the database did.
 * Rewritten at a start, and later when it has grown, if much of it is out of date. Touched on the writer thread only.
 */
final class Journal implements AutoCloseable {
    static final String FILE = "vanta.journal";
    static final String BAD_FILE = FILE + ".bad";
    private static final String DRAFT_FILE = FILE + ".new";

    /** A journal smaller than this is not worth rewriting. */
    static final long REWRITE_BYTES_MIN = 1 << 20;

    /** While the appliance runs, a journal smaller than this is left as it is. */
    static final long TIDY_BYTES_MIN = 16 << 20;

    /** How many times as large as it last was when tidy a journal may become. */
    static final int GROWTH_MAX = 2;

    private static final Logger LOG = Logger.getLogger(Journal.class);

    private final Path path;
    private final String network;
    private final boolean existed;
    private final FileOpener files;
    private @Nullable JournalWriter writer;
    private @Nullable JournalContents contents;
    private long tidyBytes;

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
                keepAside();
            }
            writer = JournalWriter.begin(files, path, network);
            force(path.toAbsolutePath().getParent());
        }
        return writer;
    }

    private static void force(@Nullable Path folder) throws IOException {
        if (folder != null) {
            Folder.force(folder);
        }
    }

    private void keepAside() throws IOException {
        BadFiles.copy(path, path.resolveSibling(BAD_FILE));
    }

    /** Whether there was one before this start. */
    boolean existed() {
        return existed;
    }

    /** What it holds, but for what the notes are; kept in memory until {@link #settle}. */
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

    /**
     * Reads notes once more: each of {@code wanted}, which is of {@link #contents}, is given to {@code visitor} and taken from {@code wanted}.
     *
     * @throws UncheckedIOException if the file does not give all of them any more
     */
    void notes(LiveNotes wanted, Consumer<JournalEntry.NoteTaken> visitor) {
        if (wanted.isEmpty()) {
            return;
        }
        int[] entries = {0};
        scan(entry -> {
            if (entry instanceof JournalEntry.NoteTaken note && wanted.remove(note.id(), ++entries[0])) {
                visitor.accept(note);
            }
        });
        if (!wanted.isEmpty()) {
            IOException gone = new IOException(wanted.size() + " notes that were in it before are gone");
            throw new UncheckedIOException("the journal " + path + " can't be read: " + gone.getMessage(), gone);
        }
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
        try {
            if (!known.isWhole()) {
                JournalWriter anew = drafted(draft -> add(known, draft));
                if (existed) {
                    keepAside();
                }
                replaceBy(anew);
            } else if (isOutOfDate(known)) {
                replaceIfThereIsRoom(draft -> add(known, draft));
            }
            contents = null;
            tidyBytes = writer().size();
        } catch (IOException e) {
            throw new UncheckedIOException("the journal " + path + " can't be rewritten", e);
        }
    }

    private boolean isOutOfDate(JournalContents known) throws IOException {
        long size = writer().size();
        return known.blocks() > 0 || size > REWRITE_BYTES_MIN && size > 2 * known.bytes();
    }

    private JournalWriter drafted(JournalWriter.Filling filling) throws IOException {
        return JournalWriter.drafted(files, draft(), network, filling);
    }

    private Path draft() {
        return path.resolveSibling(DRAFT_FILE);
    }

    private void replaceBy(JournalWriter anew) throws IOException {
        JournalWriter old = writer;
        Files.move(draft(), path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        // What is appended from here on must not go to a file without a name, whatever fails.
        writer = anew;
        force(path.toAbsolutePath().getParent());
        if (old != null) {
            old.close();
        }
        tidyBytes = anew.size();
        LOG.infof("journal rewritten: %d bytes", anew.size());
    }

    /** One that can't be drafted stays as it is: it says the same. */
    private void replaceIfThereIsRoom(JournalWriter.Filling filling) throws IOException {
        JournalWriter anew;
        try {
            anew = drafted(filling);
        } catch (IOException | IllegalStateException e) {
            LOG.warnf("the journal %s of %d bytes could not be rewritten: %s", path, writer().size(), e.getMessage());
            return;
        }
        replaceBy(anew);
    }

    /**
     * To be called now and then, when all that was committed is appended: rewrites a journal that has grown. One that is damaged is left to the
     * next start, which mends it from the database, and so is one for which the disk has no room.
     */
    void tidy() {
        JournalWriter now = writer;
        if (contents != null || now == null || now.size() <= Math.max(TIDY_BYTES_MIN, GROWTH_MAX * tidyBytes)) {
            return;
        }
        try {
            replaceIfThereIsRoom(this::addLive);
        } catch (IOException e) {
            throw new UncheckedIOException("the journal " + path + " can't be rewritten", e);
        }
    }

    private void addLive(JournalWriter draft) {
        JournalContents now = new JournalContents();
        List<String> damage = scan(now).damage();
        if (!damage.isEmpty()) {
            throw new IllegalStateException(damage.getFirst());
        }
        add(now, draft);
    }

    private void add(JournalContents known, JournalWriter draft) {
        known.others().forEach(draft);
        notes(known.notes.copy(), draft::accept);
    }

    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
    }
}
