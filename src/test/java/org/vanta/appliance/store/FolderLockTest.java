package org.vanta.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.h2.store.fs.FileBaseDefault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: one process has a data directory, for as long as it lives. Method: another process, which is killed; and a disk without locks. */
class FolderLockTest {
    @TempDir
    Path folder;

    @Test
    void refusesAFolderUntilTheProcessThatHasItIsKilled() throws Exception {
        Path export = Files.writeString(folder.resolve("state.vanta"), "an export's");
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holding.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        try (var out = other.inputReader()) {
            assertThat(out.readLine()).isEqualTo("taken");
            assertThatThrownBy(() -> TestDatabase.open(folder))
                    .isInstanceOfSatisfying(
                            StartRefusal.class,
                            refusal -> assertThat(refusal.mayPass()).isTrue())
                    .hasMessage("data directory " + folder
                            + " is in use by another process; stop that one or set VANTA_DATA_DIR to another folder");
            assertThatThrownBy(() -> StateImport.into(folder, export))
                    .isInstanceOf(StartRefusal.class)
                    .hasMessageContaining("is in use by another process");
            assertThat(folder.resolve(Journal.FILE)).doesNotExist();
        } finally {
            other.destroyForcibly().waitFor();
        }
        TestDatabase.open(folder).close();
        assertThat(folder.resolve(FolderLock.FILE)).isEmptyFile();
        TestDatabase.open(folder).close();
    }

    /** A program that has a folder until it is stopped. */
    static final class Holding {
        private Holding() {}

        public static void main(String... args) throws Exception {
            try (FolderLock _ = FolderLock.take(Path.of(args[0]), FileChannel::open)) {
                System.out.println("taken");
                Thread.sleep(Duration.ofMinutes(2));
            }
        }
    }

    @Test
    void aRebuildWaitsForNobodyAndTakesNoFolderInUse() throws Exception {
        TestDatabase.assumeFile();
        TestDatabase.open(folder).close();
        try (FolderLock _ = FolderLock.take(folder, FileChannel::open)) {
            assertThatThrownBy(() -> StateReset.forgetBlocks(folder))
                    .isInstanceOf(StartRefusal.class)
                    .hasMessageContaining("is in use by another process");
        }
        assertThat(StateReset.forgetBlocks(folder)).isZero();
    }

    @Test
    void aDiskWithoutLocksKeepsNobodyFromStarting() throws Exception {
        FileOpener noLocks = (path, options) -> new WithoutLocks(FileChannel.open(path, options));
        try (FolderLock _ = FolderLock.take(folder, noLocks)) {
            assertThat(folder.resolve(FolderLock.FILE)).isEmptyFile();
        }
    }

    @Test
    void namesAFileThatCanNotBeOpened() throws Exception {
        Path file = Files.createDirectory(folder.resolve(FolderLock.FILE));
        assertThatThrownBy(() -> FolderLock.take(folder, FileChannel::open))
                .isInstanceOf(StartRefusal.class)
                .hasMessageContaining(file.toString());
    }

    /** As over NFS where nobody answers for locks. */
    private static final class WithoutLocks extends FileBaseDefault {
        private final FileChannel base;

        WithoutLocks(FileChannel base) {
            this.base = base;
        }

        @Override
        public FileLock tryLock(long at, long size, boolean shared) throws IOException {
            throw new IOException("No locks available");
        }

        @Override
        public int read(ByteBuffer into, long at) throws IOException {
            return base.read(into, at);
        }

        @Override
        public int write(ByteBuffer from, long at) throws IOException {
            return base.write(from, at);
        }

        @Override
        public long size() throws IOException {
            return base.size();
        }

        @Override
        protected void implTruncate(long size) throws IOException {
            base.truncate(size);
        }

        @Override
        public void force(boolean metaData) throws IOException {
            base.force(metaData);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            base.close();
        }
    }
}
