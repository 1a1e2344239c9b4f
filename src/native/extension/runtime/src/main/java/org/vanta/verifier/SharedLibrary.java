package org.vanta.verifier;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** The shared library for this platform, carried in the jar beside its SHA-256. */
final class SharedLibrary {
    private static final String NAME = "libvanta_verifier.so";

    private SharedLibrary() {}

    /**
     * Writes the library into a new directory that only this user can enter, after comparing it with its digest. The caller
     * deletes both once the library is loaded.
     */
    static Path unpack() {
        String folder = "/META-INF/native/" + platform() + "/";
        byte[] library = read(folder + NAME);
        String expected = new String(read(folder + NAME + ".sha256"), StandardCharsets.US_ASCII).substring(0, 64);
        String found = HexFormat.of().formatHex(sha256(library));
        if (!found.equals(expected)) {
            throw new IllegalStateException("the verifier library in the jar is damaged: its SHA-256 is " + found
                    + ", not " + expected + "; build or fetch the program again");
        }
        try {
            Path directory = Files.createTempDirectory(
                    "vanta-verifier",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return write(directory, library);
        } catch (IOException e) {
            throw new VerifierUnavailableException(
                    "the verifier library can't be unpacked (" + e
                            + "); start java with -Djava.io.tmpdir=FOLDER, a folder that can be written and has room",
                    e);
        }
    }

    private static Path write(Path directory, byte[] library) throws IOException {
        Path file = directory.resolve(NAME);
        try {
            return Files.write(file, library);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            Files.delete(directory);
            throw e;
        }
    }

    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch");
        return system + "-" + (machine.equals("amd64") ? "x86_64" : machine);
    }

    private static byte[] read(String resource) {
        try (InputStream in = SharedLibrary.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(
                        "no verifier library for " + platform() + " in this program; build it on that platform");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource + " from the program's jar", e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
