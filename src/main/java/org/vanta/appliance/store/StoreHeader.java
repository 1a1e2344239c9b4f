package org.vanta.appliance.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.mvstore.DataUtils;
import org.jspecify.annotations.Nullable;

/**
 * The header of H2's file: a line of text at the beginning of each of the first two blocks, with a checksum, that names a chunk, from which the
 * engine finds later ones as long as each lies where the one before foretold and all between are still there. It writes a header anew when one lies
 * elsewhere, but after that chunk, and naming the one before, so that a crash loses the chunk: H2 2.5.252, {@code SingleFileStore.writeChunk}. Here the
 * header is brought to name the newest chunk whenever that is on disk. Not thread-safe.
 */
final class StoreHeader {
    /** Of both copies. */
    static final int BYTES = 2 * 4_096;

    private static final int BLOCK = 4_096;

    /** A chunk's own header, at its beginning. */
    private static final Pattern CHUNK = Pattern.compile("chunk:([0-9a-f]+),len:[0-9a-f]+,.*?version:([0-9a-f]+),.*");

    private static final Pattern HEADER =
            Pattern.compile("(H:2,block:)([0-9a-f]+)(,blockSize:1000,chunk:)[0-9a-f]+,(?:clean:1,)?"
                    + "(created:[0-9a-f]+,format:[0-9a-f]+(?:,formatRead:[0-9a-f]+)?,version:)([0-9a-f]+)");

    private static final String CHECKSUM = ",fletcher:";

    /** The newest chunk that was written. */
    private String chunk = "";

    private long block;
    private long version = -1;

    /** What the file's header says. */
    private @Nullable Matcher said;

    /** A header was read or written. */
    void seen(ByteBuffer bytes) {
        said = null;
        for (int copy = 0; copy < 2 && bytes.remaining() >= BYTES; copy++) {
            Matcher parsed = parsed(line(bytes, copy * BLOCK));
            if (parsed != null && (said == null || version(parsed) > version(said))) {
                said = parsed;
            }
        }
    }

    private static @Nullable Matcher parsed(String line) {
        int checksum = line.indexOf(CHECKSUM);
        Matcher parsed = HEADER.matcher(checksum < 0 ? "" : line.substring(0, checksum));
        return parsed.matches() && line.equals(withChecksum(parsed.group())) ? parsed : null;
    }

    private static long version(Matcher header) {
        return Long.parseLong(header.group(5), 16);
    }

    private static long block(Matcher header) {
        return Long.parseLong(header.group(2), 16);
    }

    private static String withChecksum(String fields) {
        byte[] bytes = fields.getBytes(StandardCharsets.ISO_8859_1);
        return fields + CHECKSUM + Integer.toHexString(DataUtils.getFletcher32(bytes, 0, bytes.length));
    }

    /** Something was written elsewhere than at the beginning. */
    void written(ByteBuffer bytes, long at) {
        Matcher parsed = CHUNK.matcher(line(bytes, 0));
        if (at % BLOCK == 0 && parsed.matches()) {
            long newer = Long.parseLong(parsed.group(2), 16);
            // A chunk that is moved is written again, with the version it had.
            if (newer >= version) {
                chunk = parsed.group(1);
                block = at / BLOCK;
                version = newer;
            }
        }
    }

    /** A header that names the newest chunk where it lies, if the file's own does not. To be written when that chunk is on disk. */
    Optional<ByteBuffer> overdue() {
        if (said == null || version(said) > version || version(said) == version && block(said) == block) {
            return Optional.empty();
        }
        // That the file was closed in order is not for us to say.
        byte[] whole = (withChecksum(said.group(1)
                                + Long.toHexString(block)
                                + said.group(3)
                                + chunk
                                + ","
                                + said.group(4)
                                + Long.toHexString(version))
                        + "\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer header = ByteBuffer.allocate(BYTES);
        header.put(0, whole).put(BLOCK, whole);
        return Optional.of(header);
    }

    /** The text up to the end of a line, or of a block. */
    private static String line(ByteBuffer bytes, int from) {
        StringBuilder line = new StringBuilder();
        int end = Math.min(bytes.remaining(), from + BLOCK);
        for (int i = from; i < end; i++) {
            char character = (char) (bytes.get(bytes.position() + i) & 0xff);
            if (character == '\n') {
                return line.toString();
            }
            line.append(character);
        }
        return line.toString();
    }
}
