package org.vanta.appliance.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * A small file that ends with the SHA-256 of its content under a domain of its own. Written whole beside the old one and then put in its
 * place: a crash leaves either. Not for event loops.
 */
public final class SealedFile {
    private final Path file;
    private final String domain;
    private final int bytesMax;

    /** @param bytesMax largest content, without the digest */
    public SealedFile(Path file, String domain, int bytesMax) {
        this.file = file;
        this.domain = domain;
        this.bytesMax = bytesMax;
    }

    /**
     * The content written last; empty if there is no file.
     *
     * @throws MalformedBytesException naming the file, if it is damaged
     */
    public Optional<byte[]> read() throws IOException {
        byte[] bytes;
        try {
            if (Files.size(file) > bytesMax + Hash256.BYTES) {
                throw malformed("larger than " + bytesMax + " bytes");
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        if (bytes.length < Hash256.BYTES) {
            throw malformed("cut short");
        }
        byte[] content = Arrays.copyOf(bytes, bytes.length - Hash256.BYTES);
        Hash256 digest = Hash256.of(Arrays.copyOfRange(bytes, content.length, bytes.length));
        if (!Sha256.withDomain(domain, content).equals(digest)) {
            throw malformed("its content does not match its digest");
        }
        return Optional.of(content);
    }

    /** What is wrong with this file, in a sentence that names it. */
    public MalformedBytesException malformed(String why) {
        return new MalformedBytesException(file + ": " + why);
    }

    public void write(byte[] content) throws IOException {
        if (content.length > bytesMax) {
            throw new IllegalArgumentException(file + " would have " + content.length + " bytes");
        }
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            write(channel, content);
            write(channel, Sha256.withDomain(domain, content).toBytes());
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void write(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Moves a damaged file aside for whoever wants to look at it, in place of one moved before. */
    public Path setAside() throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".damaged");
        return Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    }
}
