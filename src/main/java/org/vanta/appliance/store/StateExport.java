package org.vanta.appliance.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Writes the records of a copy to one file: a journal that holds block records too and ends with a digest of all. */
final class StateExport {
    private StateExport() {}

    /** @throws BadRecordException naming the first record that is not as it was written; there is no file then */
    static void write(StateCopy copy, Path file) throws IOException {
        String network = copy.network();
        try (DraftFile draft = DraftFile.of(file);
                JournalWriter out = JournalWriter.begin(draft.channel(), network)) {
            copy.seedMark().ifPresent(mark -> out.accept(new JournalEntry.SeedMark(mark)));
            copy.program().ifPresent(program -> out.accept(new JournalEntry.Program(program)));
            copy.blocks(block -> out.accept(new JournalEntry.BlockKept(block))).ifPresent(bad -> {
                throw new BadRecordException(bad);
            });
            StateCopy.Tables tables = copy.tables(out);
            if (!tables.bad().isEmpty()) {
                throw new BadRecordException(tables.bad().getFirst());
            }
            out.end();
            out.force();
            draft.publish();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
