package org.vanta.appliance.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vanta.appliance.bytes.Folder;

/**
 * A folder {@code copyN} in the data directory that holds copies of its files for as long as this object is open: it is removed at the end, also when
 * the program is told to stop, and one that a killed program left behind when the next is made. A lock on a file in it tells that somebody uses it.
 */
final class CopyFolder implements AutoCloseable {
    /** What a copy leaves to the appliance that may run beside it. */
    static final long ROOM_LEFT = 64L << 20;

    private static final String LOCK = "copy.lock";
    private static final Pattern NAME = Pattern.compile("copy[0-9]+");
    /** Longer than it takes from making a folder to locking it. */
    private static final Duration YOUNG = Duration.ofMinutes(1);

    private static final int REMOVALS_MAX = 5;

    private final Path path;
    private final FileChannel lock;
    private final Thread atExit;

    private CopyFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
        this.atExit = new Thread(() -> remove(path), "remove-copy");
    }

    /**
     * Copies those of the named files that are there.
     *
     * @throws StartRefusal if that would leave too little room on the disk
     */
    static CopyFolder of(Path dataDir, List<String> names) throws IOException {
        return of(dataDir, names, folder -> folder.toFile().getUsableSpace());
    }

    /** @param room bytes that the disk of a folder has left */
    static CopyFolder of(Path dataDir, List<String> names, ToLongFunction<Path> room) throws IOException {
        removeLeftovers(dataDir);
        List<Path> files =
                names.stream().map(dataDir::resolve).filter(Files::exists).toList();
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        long left = room.applyAsLong(dataDir);
        if (left < bytes + ROOM_LEFT) {
            throw new StartRefusal("a copy of the state in " + dataDir + " takes " + (bytes >> 20) + " MB beside it and"
                    + " must leave " + (ROOM_LEFT >> 20) + " MB to the appliance, but only " + (left >> 20)
                    + " MB are free; make room");
        }
        Path path = Files.createTempDirectory(dataDir, "copy");
        CopyFolder folder = new CopyFolder(
                path, FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        try {
            Runtime.getRuntime().addShutdownHook(folder.atExit);
            folder.lock.lock();
            for (Path file : files) {
                Files.copy(file, folder.file(String.valueOf(file.getFileName())));
            }
            return folder;
        } catch (IOException | RuntimeException | Error e) {
            folder.close();
            throw e;
        }
    }

    Path file(String name) {
        return path.resolve(name);
    }

    /** Of programs that were killed. */
    private static void removeLeftovers(Path dataDir) throws IOException {
        List<Path> folders;
        try (Stream<Path> entries = Files.list(dataDir)) {
            folders = entries.filter(entry ->
                            NAME.matcher(String.valueOf(entry.getFileName())).matches()
                                    && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
        for (Path folder : folders) {
            try {
                if (isLeftover(folder)) {
                    remove(folder);
                }
            } catch (IOException | StartRefusal e) {
                // Another user's, or another command removes it too: this copy does not need it gone.
            }
        }
    }

    private static boolean isLeftover(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            if (!files.map(file -> String.valueOf(file.getFileName()))
                    .allMatch(name -> name.equals(LOCK) || name.startsWith("vanta."))) {
                return false;
            }
        }
        Path lock = folder.resolve(LOCK);
        if (!Files.exists(lock)) {
            return Files.getLastModifiedTime(folder)
                    .toInstant()
                    .isBefore(Instant.now().minus(YOUNG));
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock taken = channel.tryLock()) {
            return taken != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /**
     * Puts the copies into a folder, which is made or empty, so that there are all of them or none.
     *
     * @throws DirectoryNotEmptyException if there is something in it
     */
    void keepAs(Path target, List<String> names) throws IOException {
        Files.createDirectories(target);
        try (Stream<Path> there = Files.list(target)) {
            if (there.findAny().isPresent()) {
                throw new DirectoryNotEmptyException(target.toString());
            }
        }
        List<String> present =
                names.stream().filter(name -> Files.exists(file(name))).toList();
        List<Path> made = new ArrayList<>();
        boolean whole = false;
        try {
            for (String name : present) {
                Path draft = target.resolve(name + ".new");
                made.add(draft);
                Files.copy(file(name), draft);
                try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
            }
            for (String name : present) {
                Path file = target.resolve(name);
                Files.move(target.resolve(name + ".new"), file);
                made.add(file);
            }
            Folder.force(target);
            whole = true;
        } finally {
            if (!whole) {
                for (Path file : made) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    @Override
    public void close() {
        try (lock) {
            remove(path);
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The program is ending; the hook runs.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path folder) {
        for (int left = REMOVALS_MAX; ; left--) {
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
                return;
            } catch (IOException | UncheckedIOException e) {
                if (!Files.exists(folder)) {
                    return;
                }
                // While the program ends a file may come after its folder was listed.
                if (left == 1) {
                    throw new StartRefusal("can't remove the copy " + folder + " (" + e + "); remove it by hand", e);
                }
            }
        }
    }
}
