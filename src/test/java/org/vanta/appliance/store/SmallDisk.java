package org.vanta.appliance.store;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A small file system in memory that can be filled. Mounting one needs root: without that the test is skipped with a printed line. */
public final class SmallDisk implements AutoCloseable {
    private static final int BLOCK = 4_096;

    private final Path root;
    private final Path filler;
    private boolean writeProtected;

    private SmallDisk(Path root) {
        this.root = root;
        this.filler = root.resolve("filler");
    }

    /** At a new folder. */
    public static SmallDisk mount(Path root, int megabytes) throws IOException, InterruptedException {
        Files.createDirectory(root);
        if (run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "vanta-test", root.toString()) != 0) {
            String sentence = "a full disk can't be tried without the right to mount a small file system (root)";
            System.out.println("SKIPPED " + sentence);
            Assumptions.abort(sentence);
        }
        return new SmallDisk(root);
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        return process.waitFor(30, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    public Path root() {
        return root;
    }

    /** Takes all the room there is. */
    public void fill() {
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(new byte[BLOCK]);
            }
        } catch (IOException e) {
            System.out.println("no room left: " + e.getMessage());
        }
    }

    /** Gives it back. */
    public void empty() throws IOException {
        Files.delete(filler);
    }

    /** What is opened from now on can only be read, as after the operating system met an error of the disk. */
    public void writeProtect() throws IOException, InterruptedException {
        require(run("mount", "--bind", root.toString(), root.toString()));
        writeProtected = true;
        require(run("mount", "-o", "remount,bind,ro", root.toString()));
    }

    private void require(int exitCode) throws IOException {
        if (exitCode != 0) {
            throw new IOException("can't change how " + root + " is mounted");
        }
    }

    /** Undoes {@link #writeProtect}. */
    public void allowWrites() throws IOException, InterruptedException {
        require(run("umount", "-l", root.toString()));
        writeProtected = false;
    }

    @Override
    public void close() {
        try {
            if (writeProtected) {
                allowWrites();
            }
            run("umount", "-l", root.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
