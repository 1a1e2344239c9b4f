package org.vanta.appliance.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Folder;
import org.vanta.appliance.bytes.Hash256;

/**
 * Blocks of ours that the database has not taken yet, in a file beside the journal and in its form, so that the end of the process does not cost
 * them. There is a file only while there are such blocks. Asks nothing of the database. For one thread at a time.
 */
public final class UnwrittenBlocks implements AutoCloseable {
    public static final String FILE = "vanta.unwritten";

    /** Blocks in the file. */
    public static final int BLOCKS_MAX = 1_024;

    /** Of the file: what a start is ready to read into memory. */
    static final long BYTES_MAX = 64L << 20;

    private static final String BAD_FILE = FILE + ".bad";
    private static final String DRAFT_FILE = FILE + ".new";
    private static final Logger LOG = Logger.getLogger(UnwrittenBlocks.class);

    private final Path path;
    private final String network;
    private final FileOpener files;
    private final Map<Hash256, Candidate> kept = new LinkedHashMap<>();
    private @Nullable JournalWriter writer;

    public UnwrittenBlocks(Path dataDir, String network) {
        this(dataDir, network, FileChannel::open);
    }

    UnwrittenBlocks(Path dataDir, String network, FileOpener files) {
        this.path = dataDir.resolve(FILE);
        this.network = network;
        this.files = files;
    }

    /** What was left, the oldest first; to be called before anything else. What can't be read is told in the log and kept aside. */
    public List<Candidate> read() throws IOException {
        if (!Files.exists(path)) {
            return List.of();
        }
        FileChannel file = files.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        List<String> damage = new ArrayList<>();
        try {
            JournalScan.Outcome read = JournalScan.read(file, entry -> {
                if (entry instanceof JournalEntry.CandidateKept(Candidate candidate, boolean _)) {
                    kept.put(candidate.blockHash(), candidate);
                }
            });
            writer = new JournalWriter(file, read);
            damage.addAll(read.damage());
            if (damage.isEmpty() && read.goodEnd() < file.size()) {
                damage.add("what begins at byte " + read.goodEnd() + " was cut short");
            }
        } catch (IOException e) {
            file.close();
            damage.add("can't be read to its end: " + e);
        }
        if (!damage.isEmpty()) {
            damage.forEach(difference -> LOG.errorf(
                    "%s: %s; if that was a block that L1 took, \"vanta recover\" restores its note", path, difference));
            mend();
        }
        return List.copyOf(kept.values());
    }

    /** What could be read is known whether or not this succeeds. */
    private void mend() {
        try {
            BadFiles.copy(path, path.resolveSibling(BAD_FILE));
            rewrite();
        } catch (IOException e) {
            LOG.warnf("%s can't be kept aside and rewritten: %s", path, e);
        }
    }

    /**
     * On disk when this returns.
     *
     * @throws IOException if it could not be written, or there are so many that it is not to be
     */
    public void add(Candidate candidate) throws IOException {
        if (kept.containsKey(candidate.blockHash())) {
            return;
        }
        long bytes = bytes(candidate);
        if (kept.size() >= BLOCKS_MAX
                || kept.values().stream().mapToLong(UnwrittenBlocks::bytes).sum() + bytes > BYTES_MAX) {
            throw new IOException(path + " is full, it holds " + kept.size() + " blocks");
        }
        kept.put(candidate.blockHash(), candidate);
        try {
            if (writer == null || writer.size() + bytes > BYTES_MAX) {
                rewrite();
            } else {
                writer.append(List.of(entry(candidate)));
            }
        } catch (IOException | RuntimeException | Error e) {
            kept.remove(candidate.blockHash());
            throw e;
        }
    }

    /** With room for all but the block. */
    private static long bytes(Candidate candidate) {
        return candidate.block().length + 2_048L;
    }

    private static JournalEntry entry(Candidate candidate) {
        return new JournalEntry.CandidateKept(candidate, false);
    }

    /** The database has it now. The file goes with the last one; one that is read again before that is known already. */
    public void remove(Hash256 blockHash) throws IOException {
        if (kept.remove(blockHash) != null && kept.isEmpty()) {
            rewrite();
        }
    }

    /** The file holds what is to be kept and nothing else; where that is nothing, there is none. */
    private void rewrite() throws IOException {
        JournalWriter old = writer;
        if (kept.isEmpty()) {
            Files.deleteIfExists(path);
            writer = null;
        } else {
            Path draft = path.resolveSibling(DRAFT_FILE);
            writer = written(draft);
            Folder.force(path.toAbsolutePath().resolveSibling("."));
        }
        if (old != null) {
            old.close();
        }
    }

    private JournalWriter written(Path draft) throws IOException {
        JournalWriter anew = JournalWriter.drafted(
                files,
                draft,
                network,
                out -> kept.values().stream().map(UnwrittenBlocks::entry).forEach(out));
        try {
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return anew;
        } catch (IOException | RuntimeException | Error e) {
            anew.close();
            Files.deleteIfExists(draft);
            throw e;
        }
    }

    /** What is kept stays for the next start. */
    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
    }
}
