package org.vanta.appliance.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Folder;

/**
 * A new file under a name of its own, {@code NAME.new}, until all of it is on disk: after a crash the name itself stands for a whole file or none. What
 * has the name already is never replaced.
 */
final class DraftFile implements AutoCloseable {
    private final Path file;
    private final Path draft;
    private final FileChannel channel;

    private DraftFile(Path file, Path draft, FileChannel channel) {
        this.file = file;
        this.draft = draft;
        this.channel = channel;
    }

    /**
     * Begins an empty draft; one that was left behind is begun anew.
     *
     * @throws FileAlreadyExistsException if the file is there, or somebody else writes its draft
     */
    static DraftFile of(Path file) throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        FileChannel channel = FileChannel.open(draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock(channel) == null) {
                throw new FileAlreadyExistsException(draft.toString());
            }
            channel.truncate(0);
            return new DraftFile(file, draft, channel);
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    /** Until the channel is closed. */
    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    FileChannel channel() {
        return channel;
    }

    /** Forces it and gives it its name. @throws FileAlreadyExistsException if somebody else took the name meanwhile */
    void publish() throws IOException {
        channel.force(true);
        try {
            // A link refuses to replace a file, at once.
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // A file system without links, such as FAT.
            Files.move(draft, file);
        }
        Files.deleteIfExists(draft);
        Folder.force(file.toAbsolutePath().resolveSibling("."));
    }

    /** Removes what was not published. */
    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(draft);
        }
    }
}
