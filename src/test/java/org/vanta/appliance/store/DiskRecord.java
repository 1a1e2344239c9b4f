package org.vanta.appliance.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.h2.store.fs.FileBaseDefault;

/** Everything that is done to some files, in order: what a disk may keep of it when the power fails is up to {@link #crash}. */
public final class DiskRecord {
    private static final int SECTOR = 512;
    private final List<Change> changes = new ArrayList<>();

    private sealed interface Change {
        String file();

        record Written(String file, long at, byte[] bytes) implements Change {}

        record Truncated(String file, long size) implements Change {}

        record Forced(String file) implements Change {}
    }

    /** A file that was opened, with its writes recorded. */
    FileChannel open(Path file, OpenOption... options) throws IOException {
        return new Recorded(FileChannel.open(file, options), file.getFileName().toString());
    }

    FileChannel over(FileChannel base, String file) {
        return new Recorded(base, file);
    }

    private synchronized void add(Change change) {
        changes.add(change);
    }

    /** How much has happened. */
    public synchronized int length() {
        return changes.size();
    }

    /** Every instant at which a file was being forced. */
    public synchronized List<Integer> forcings() {
        List<Integer> instants = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            if (changes.get(i) instanceof Change.Forced) {
                instants.add(i);
            }
        }
        return instants;
    }

    /**
     * Does to files, as they were when the recording began, what a disk may have done when the power fails at an instant: everything up to each
     * file's last completed forcing, and of what came later any part, in sectors.
     */
    public void crash(Path folder, int instant, Random random) throws IOException {
        Map<String, Integer> safe = new HashMap<>();
        for (int i = 0; i < instant; i++) {
            if (changes.get(i) instanceof Change.Forced(String file)) {
                safe.put(file, i);
            }
        }
        // All of it, none of it, or each with its own chance.
        double chance = switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> 1;
            default -> random.nextDouble();
        };
        int cut = random.nextBoolean() ? Integer.MAX_VALUE : random.nextInt(instant + 1);
        Map<String, FileChannel> files = new HashMap<>();
        try {
            for (int i = 0; i < instant; i++) {
                Change change = changes.get(i);
                boolean certain = i <= safe.getOrDefault(change.file(), -1);
                if (!certain && (i > cut || random.nextDouble() >= chance)) {
                    continue;
                }
                FileChannel file = files.get(change.file());
                if (file == null) {
                    file = FileChannel.open(
                            folder.resolve(change.file()), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    files.put(change.file(), file);
                }
                switch (change) {
                    case Change.Written(String _, long at, byte[] bytes) -> {
                        if (certain || random.nextInt(3) > 0) {
                            write(file, at, bytes, 0, bytes.length);
                        } else {
                            tear(file, at, bytes, random);
                        }
                    }
                    case Change.Truncated(String _, long size) -> {
                        if (size < file.size()) {
                            file.truncate(size);
                        }
                    }
                    case Change.Forced _ -> {}
                }
            }
        } finally {
            for (FileChannel file : files.values()) {
                file.close();
            }
        }
    }

    /** Some sectors of a write, and not others. */
    private static void tear(FileChannel file, long at, byte[] bytes, Random random) throws IOException {
        boolean prefix = random.nextBoolean();
        int kept = random.nextInt(bytes.length / SECTOR + 1);
        int from = 0;
        for (int sector = 0; from < bytes.length; sector++) {
            int to = (int) Math.min(bytes.length, (at + from) / SECTOR * SECTOR + SECTOR - at);
            if (prefix ? sector < kept : random.nextBoolean()) {
                write(file, at, bytes, from, to);
            }
            from = to;
        }
    }

    private static void write(FileChannel file, long at, byte[] bytes, int from, int to) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, from, to - from);
        while (buffer.hasRemaining()) {
            file.write(buffer, at + buffer.position());
        }
    }

    /** Copies the files that a crash begins with. */
    public static void copy(Path from, Path to) throws IOException {
        try (var files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private final class Recorded extends FileBaseDefault {
        private final FileChannel base;
        private final String file;

        Recorded(FileChannel base, String file) {
            this.base = base;
            this.file = file;
        }

        @Override
        public int read(ByteBuffer into, long at) throws IOException {
            return base.read(into, at);
        }

        @Override
        public int write(ByteBuffer from, long at) throws IOException {
            byte[] bytes = new byte[from.remaining()];
            from.duplicate().get(bytes);
            // Before it is done: the power may fail within.
            add(new Change.Written(file, at, bytes));
            int written = base.write(from, at);
            if (written != bytes.length) {
                throw new IOException("a short write is not recorded right");
            }
            return written;
        }

        @Override
        public long size() throws IOException {
            return base.size();
        }

        @Override
        protected void implTruncate(long size) throws IOException {
            add(new Change.Truncated(file, size));
            base.truncate(size);
        }

        @Override
        public void force(boolean metaData) throws IOException {
            base.force(metaData);
            add(new Change.Forced(file));
        }

        @Override
        public FileLock tryLock(long at, long size, boolean shared) throws IOException {
            return base.tryLock(at, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            base.close();
        }
    }
}
