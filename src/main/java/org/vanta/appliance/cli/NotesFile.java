package org.vanta.appliance.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.vanta.appliance.delivery.DeliveryOutcome;
import org.vanta.appliance.delivery.NoteJson;
import org.vanta.appliance.delivery.NoteSink;
import org.vanta.appliance.note.EncryptedNote;

/** A new file of notes, in each line a body of {@code POST /submit}; forced to disk when it is closed. */
final class NotesFile implements NoteSink, AutoCloseable {
    private final FileChannel file;

    private NotesFile(FileChannel file) {
        this.file = file;
    }

    static NotesFile create(Path path) throws IOException {
        return new NotesFile(FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    @Override
    public DeliveryOutcome deliver(EncryptedNote note) {
        try {
            ByteBuffer line = ByteBuffer.wrap((NoteJson.text(note) + "\n").getBytes(StandardCharsets.US_ASCII));
            while (line.hasRemaining()) {
                file.write(line);
            }
            return new DeliveryOutcome.Delivered();
        } catch (IOException e) {
            // Nor can the next one be.
            return new DeliveryOutcome.Unavailable("the file can't be written: " + e, Duration.ZERO);
        }
    }

    @Override
    public void close() {
        try (file) {
            file.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
