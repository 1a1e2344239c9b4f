package org.vanta.appliance.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;

/**
 * How a journal begins: {@code "VNTJRNL1" || salt 16 || SHA-256 of those 32}, written twice so that either copy will do. The salt is drawn for
 * each file and goes into every digest: bytes that strangers put into a note can't pass for a frame.
 */
record JournalHeader(byte[] salt) {
    static final byte[] MAGIC = "VNTJRNL1".getBytes(StandardCharsets.US_ASCII);
    private static final int SALT_BYTES = 16;
    private static final int COPY_BYTES = 8 + SALT_BYTES + Hash256.BYTES;
    static final int BYTES = 2 * COPY_BYTES;

    static JournalHeader draw() {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return new JournalHeader(salt);
    }

    byte[] toBytes() {
        byte[] copy = ByteBuffer.allocate(COPY_BYTES)
                .put(MAGIC)
                .put(salt)
                .put(digest().toBytes())
                .array();
        return ByteBuffer.allocate(BYTES).put(copy).put(copy).array();
    }

    private Hash256 digest() {
        return Sha256.ofParts(MAGIC, salt);
    }

    /** The salt of the first copy that is good. */
    static Optional<JournalHeader> parse(byte[] bytes) {
        for (int at = 0; at + COPY_BYTES <= bytes.length; at += COPY_BYTES) {
            JournalHeader header = new JournalHeader(Arrays.copyOfRange(bytes, at + 8, at + 8 + SALT_BYTES));
            byte[] digest = Arrays.copyOfRange(bytes, at + 8 + SALT_BYTES, at + COPY_BYTES);
            if (Arrays.equals(digest, header.digest().toBytes())) {
                return Optional.of(header);
            }
        }
        return Optional.empty();
    }

    /** {@code SHA-256("Vanta/Journal/v1" || salt || sequence u64 LE || entry)}. */
    Hash256 frameDigest(byte[] sequenceAndEntry) {
        return Sha256.withDomain("Vanta/Journal/v1", salt, sequenceAndEntry);
    }
}
