package org.vanta.appliance.store;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The data directory, asked whether it takes writes. */
record DataFolder(Path path) {
    /** More than any file system keeps beside the name. */
    private static final int PROBE_BYTES = 1 << 16;

    /**
     * Makes the folder if there is none.
     *
     * @throws StartRefusal if it takes no file
     */
    void make() {
        try {
            Files.createDirectories(path);
            Files.delete(Files.createTempFile(path, "probe", ".tmp"));
        } catch (IOException | SecurityException e) {
            throw StartRefusal.ofFile(
                    "data directory " + path + " is not writable ("
                            + e.getClass().getSimpleName() + "); make it writable or set VANTA_DATA_DIR to another",
                    e);
        }
    }

    /** What the disk says to a write, if it does not take one: a database engine's own words seldom name that. */
    Optional<String> refusal() {
        try {
            Path probe = Files.createTempFile(path, "probe", ".tmp");
            try {
                Files.write(probe, new byte[PROBE_BYTES]);
            } finally {
                Files.delete(probe);
            }
            return Optional.empty();
        } catch (FileSystemException e) {
            return Optional.of(e.getReason() == null ? e.toString() : e.getReason());
        } catch (IOException e) {
            return Optional.of(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }
}
