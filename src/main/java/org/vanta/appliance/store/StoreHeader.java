package org.vanta.appliance.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.mvstore.DataUtils;

/**
 * The header of H2's file: a line of text at the beginning of each of the first two blocks, with a checksum, that names a chunk, from which the
 * engine finds later ones as long as each lies where the one before foretold. It writes a header anew when one lies elsewhere, but after that chunk,
 * and naming the one before, so that a crash loses the chunk: H2 2.5.252, {@code SingleFileStore.writeChunk}. Not thread-safe.
 */
final class StoreHeader {
    private static final int BLOCK = 4_096;

    /** A chunk's own header, at its beginning. */
    private static final Pattern CHUNK = Pattern.compile("chunk:([0-9a-f]+),len:[0-9a-f]+,.*?version:([0-9a-f]+),.*");

    private static final Pattern HEADER = Pattern.compile(
            "(H:2,block:)[0-9a-f]+(,blockSize:1000,chunk:)[0-9a-f]+(,(?:clean:1,)?created:[0-9a-f]+,format:[0-9a-f]+"
                    + "(?:,formatRead:[0-9a-f]+)?,version:)([0-9a-f]+)");

    private static final String CHECKSUM = ",fletcher:";

    private String chunk = "";
    private long block;
    private long version = -1;

    /** Something was written elsewhere than at the beginning. */
    void written(ByteBuffer bytes, long at) {
        Matcher parsed = CHUNK.matcher(line(bytes, 0));
        version = -1;
        if (at % BLOCK == 0 && parsed.matches()) {
            chunk = parsed.group(1);
            block = at / BLOCK;
            version = Long.parseLong(parsed.group(2), 16);
        }
    }

    /** Lets a header that is about to be written name the chunk that was written last, if that is a newer one. */
    void bringUpToDate(ByteBuffer bytes) {
        String line = line(bytes, 0);
        int checksum = line.indexOf(CHECKSUM);
        if (version < 0 || checksum < 0 || bytes.remaining() != 2 * BLOCK || !line.equals(line(bytes, BLOCK))) {
            return;
        }
        Matcher parsed = HEADER.matcher(line.substring(0, checksum));
        if (!parsed.matches() || Long.parseLong(parsed.group(4), 16) >= version) {
            return;
        }
        byte[] text = (parsed.group(1)
                        + Long.toHexString(block)
                        + parsed.group(2)
                        + chunk
                        + parsed.group(3)
                        + Long.toHexString(version))
                .getBytes(StandardCharsets.ISO_8859_1);
        String whole = new String(text, StandardCharsets.ISO_8859_1) + CHECKSUM
                + Integer.toHexString(DataUtils.getFletcher32(text, 0, text.length)) + "\n";
        for (int copy = 0; copy < 2; copy++) {
            byte[] cleared = new byte[BLOCK];
            byte[] content = whole.getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(content, 0, cleared, 0, content.length);
            bytes.put(bytes.position() + copy * BLOCK, cleared);
        }
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
