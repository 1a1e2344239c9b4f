package org.vanta.appliance.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;

/** Appends frames to a journal file, as {@link JournalScan} reads them. For one thread. */
final class JournalWriter implements Consumer<JournalEntry>, AutoCloseable {
    private static final int FLUSH_BYTES = 1 << 20;

    private final FileChannel file;
    private final JournalHeader header;
    private final Sha256 digests = new Sha256();
    private ByteWriter pending = new ByteWriter();
    private long sequence;
    private long end;

    /** Goes on after the last good frame of a file. What stands behind it is cut off. */
    JournalWriter(FileChannel file, JournalScan.Outcome read) {
        this(file, read.header(), read.sequence(), read.goodEnd());
    }

    private JournalWriter(FileChannel file, JournalHeader header, long sequence, long end) {
        this.file = file;
        this.header = header;
        this.sequence = sequence;
        this.end = end;
    }

    /** Begins a file, in place of what it may hold. */
    static JournalWriter begin(FileOpener files, Path path, String network) throws IOException {
        FileChannel file = files.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            return begin(file, network);
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** What is to be in a draft. */
    interface Filling {
        void into(JournalWriter draft) throws IOException;
    }

    /** As {@link #begin(FileOpener, Path, String)}, and filled: on disk when this returns; of a draft that breaks off nothing stays. */
    static JournalWriter drafted(FileOpener files, Path draft, String network, Filling filling) throws IOException {
        JournalWriter writer = begin(files, draft, network);
        try {
            filling.into(writer);
            writer.force();
            return writer;
        } catch (IOException | RuntimeException | Error e) {
            writer.close();
            Files.deleteIfExists(draft);
            if (e instanceof UncheckedIOException unchecked) {
                throw new IOException(unchecked.getMessage(), unchecked);
            }
            throw e;
        }
    }

    /** Begins an empty file. */
    static JournalWriter begin(FileChannel file, String network) throws IOException {
        JournalHeader header = JournalHeader.draw();
        JournalWriter writer = new JournalWriter(file, header, 0, 0);
        writer.pending.bytes(header.toBytes());
        writer.add(new JournalEntry.Origin(network));
        return writer;
    }

    /** How many an entry takes in a file. */
    static long bytes(JournalEntry entry) {
        return (long) JournalScan.HEAD_BYTES + Long.BYTES + JournalCodec.encode(entry).length + Hash256.BYTES;
    }

    void add(JournalEntry entry) throws IOException {
        byte[] body =
                new ByteWriter().i64(sequence).bytes(JournalCodec.encode(entry)).toBytes();
        Hash256 digest = header.frameDigest(body);
        digests.update(digest.toBytes());
        pending.bytes(JournalScan.MARK).i32(body.length).bytes(body).hash256(digest);
        sequence++;
        if (pending.length() > FLUSH_BYTES) {
            flush();
        }
    }

    /**
     * As {@link #add}, where entries are told one by one.
     *
     * @throws UncheckedIOException if the file can't be written
     */
    @Override
    public void accept(JournalEntry entry) {
        try {
            add(entry);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** The last frame of an export. */
    void end() throws IOException {
        byte[] all = new byte[Hash256.BYTES];
        digests.finish(all, 0);
        add(new JournalEntry.End(sequence, Hash256.of(all)));
    }

    /** All of them are on disk when this returns, or none counts. */
    void append(List<JournalEntry> entries) throws IOException {
        // A new file's header, before the first time.
        byte[] waiting = pending.toBytes();
        long first = sequence;
        long start = end;
        try {
            for (JournalEntry entry : entries) {
                add(entry);
            }
            force();
        } catch (IOException | RuntimeException | Error e) {
            pending = new ByteWriter().bytes(waiting);
            sequence = first;
            // What was written but not forced is written again.
            end = start;
            throw e;
        }
    }

    private void flush() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(pending.toBytes());
        if (file.size() > end) {
            // What an unfinished writing left behind.
            file.truncate(end);
        }
        long at = end;
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
        end = at;
        pending = new ByteWriter();
    }

    void force() throws IOException {
        flush();
        file.force(false);
    }

    long size() {
        return end;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
