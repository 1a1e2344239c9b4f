package org.vanta.appliance.delivery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jboss.logging.Logger;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.worker.Trouble;

/**
 * The operator's own copy of the notes of our blocks ({@code SHIELDED_NOTES_FILE}): a file with a body of {@code POST /submit} in each line, as
 * {@code vanta recover --notes-file} writes it. Only appended to; a note may stand in it twice after a crash. What goes wrong with it keeps no note from L2.
 */
public final class NotesBackup {
    private static final Logger LOG = Logger.getLogger(NotesBackup.class);

    private final Path path;
    private final Trouble trouble = new Trouble();

    public NotesBackup(Path path) {
        this.path = path;
    }

    /** Why the last note is not in it, empty if it is. */
    public String trouble() {
        return trouble.sentence();
    }

    /** On disk when this returns, unless there is {@link #trouble()}. */
    void add(EncryptedNote note) {
        try {
            if (!Files.exists(path)) {
                Files.createFile(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            // A line that a crash cut short must not spoil the next one.
            try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                long end = file.size();
                ByteBuffer last = ByteBuffer.allocate(1);
                boolean cut = end > 0 && file.read(last, end - 1) == 1 && last.get(0) != '\n';
                String line = (cut ? "\n" : "") + NoteJson.text(note) + "\n";
                ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
                file.position(end);
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
                file.force(true);
            }
            if (trouble.ends()) {
                LOG.infof("notes are copied to %s again", path);
            }
        } catch (IOException e) {
            String sentence = "SHIELDED_NOTES_FILE: a note can't be copied to " + path + " (" + e + ")";
            if (trouble.begins(sentence)) {
                LOG.warn(sentence);
            }
        }
    }
}
