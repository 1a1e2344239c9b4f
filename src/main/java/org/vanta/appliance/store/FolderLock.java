package org.vanta.appliance.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The right to write to a data directory: a lock of the operating system on an empty file of its own, which ends with the process however that ends.
 * The file stays, since one that is removed and made anew can be locked by two. No other file would do: the journal is replaced when it is
 * rewritten, and the lock is lost when the process closes any channel of the file.
 */
final class FolderLock implements AutoCloseable {
    static final String FILE = "vanta.lock";

    private static final Logger LOG = Logger.getLogger(FolderLock.class);

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes it for this process. A file system that has no locks, as NFS may, is told of in the log and used without.
     *
     * @throws StartRefusal if another process has it, or the file can't be had
     */
    static FolderLock take(Path folder, FileOpener files) {
        Path path = folder.resolve(FILE);
        FileChannel channel;
        try {
            channel = files.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw StartRefusal.ofFile(
                    "can't open " + path + ", which is locked while the data directory is in use (" + e
                            + "); make it writable for the user the appliance runs as, or set VANTA_DATA_DIR to another folder",
                    e);
        }
        try {
            if (locked(channel) == null) {
                close(channel);
                throw StartRefusal.passing(
                        "data directory " + folder
                                + " is in use by another process; stop that one or set VANTA_DATA_DIR to another folder",
                        null);
            }
        } catch (IOException e) {
            LOG.warnf(
                    "%s can't be locked (%s); see to it that no other appliance uses this data directory",
                    path, e.getMessage());
        }
        return new FolderLock(channel);
    }

    /** As {@link #take}, for a command that goes before an appliance: where there is no such file, no appliance has been. */
    static @Nullable FolderLock takeIfUsed(Path folder) {
        return Files.exists(folder.resolve(FILE)) ? take(folder, FileChannel::open) : null;
    }

    private static @Nullable FileLock locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() {
        close(channel);
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing " + FILE, e);
        }
    }
}
