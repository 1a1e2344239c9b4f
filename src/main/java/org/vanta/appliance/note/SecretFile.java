package org.vanta.appliance.note;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import org.vanta.appliance.bytes.Folder;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;

/** A 32-byte secret in a file of its own: 64 hex digits and a line feed, mode 0600 where the file system knows modes. */
public final class SecretFile {
    private static final int DIGITS = 2 * Hash256.BYTES;
    private static final int MAX_FILE_BYTES = DIGITS + 2;

    private SecretFile() {}

    /** @throws MalformedBytesException naming {@code what} and the length, never the text */
    static byte[] decode(String hex64, String what) {
        String text = hex64.strip();
        if (text.length() != DIGITS) {
            throw new MalformedBytesException(what + " is 64 hex digits, got " + text.length() + " characters");
        }
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException _) {
            // The cause would carry the text.
            throw new MalformedBytesException(what + " is 64 hex digits, got something else of that length");
        }
    }

    /** @throws MalformedBytesException naming the file and {@code what}, never the content */
    public static byte[] read(Path file, String what) throws IOException {
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(MAX_FILE_BYTES + 1);
        }
        if (content.length > MAX_FILE_BYTES) {
            throw new MalformedBytesException(
                    file + ": " + what + " is 64 hex digits and a line end, this file is longer");
        }
        try {
            return decode(new String(content, StandardCharsets.US_ASCII), what);
        } catch (MalformedBytesException e) {
            throw new MalformedBytesException(file + ": " + e.getMessage(), e);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /**
     * Writes a new file: after a crash there is either the whole file or none, and of two writers only one succeeds.
     *
     * @return false if the file exists already
     */
    public static boolean createNew(Path file, byte[] secret) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new FileSystemException(file.toString(), null, "is a directory");
        }
        if (Files.exists(file)) {
            return false;
        }
        Path draft = Files.createTempFile(directory, ".secret", ".new", ownerOnly(directory));
        try {
            try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer text =
                        ByteBuffer.wrap((HexFormat.of().formatHex(secret) + "\n").getBytes(StandardCharsets.US_ASCII));
                while (text.hasRemaining()) {
                    out.write(text);
                }
                out.force(true);
            }
            publish(draft, file);
        } catch (FileAlreadyExistsException _) {
            return false;
        } finally {
            Files.deleteIfExists(draft);
        }
        Folder.force(directory);
        return true;
    }

    /** A hard link refuses to replace a file; file systems without links (FAT) get a rename, which is atomic too. */
    private static void publish(Path draft, Path file) throws IOException {
        try {
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException _) {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path directory) {
        // Not the file store: in a service's own mount namespace the directory's mount may not be listed.
        boolean posix = Files.getFileAttributeView(directory, PosixFileAttributeView.class) != null;
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
