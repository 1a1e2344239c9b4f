package org.vanta.appliance.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;

/**
 * Where in a database file the pages lie that hold no rows but lead to them, of all trees as they are now. The form is H2's: length (4 bytes),
 * check (2), page and map number and count of keys (varints), type (1), then the places of the pages below (8 each), counts and keys.
 */
final class InnerPages {
    private static final int BLOCK = 4_096;
    private static final int CHILD_BYTES = 8;

    /** A page's place in the file. */
    record Range(long at, int length) {}

    private final FileChannel file;
    private final Map<String, String> layout;
    private final List<Range> found = new ArrayList<>();

    private InnerPages(FileChannel file, Map<String, String> layout) {
        this.file = file;
        this.layout = layout;
    }

    static List<Range> of(Path database) throws IOException {
        try (MVStore store = new MVStore.Builder()
                        .fileName(database.toString())
                        .readOnly()
                        .open();
                FileChannel file = FileChannel.open(database)) {
            InnerPages pages = new InnerPages(file, store.getLayoutMap());
            for (Map.Entry<String, String> entry : store.getLayoutMap().entrySet()) {
                if (entry.getKey().startsWith("root.")) {
                    pages.add(DataUtils.parseHexLong(entry.getValue()));
                }
            }
            return pages.found;
        }
    }

    private void add(long page) throws IOException {
        if (page == 0 || DataUtils.getPageType(page) != DataUtils.PAGE_TYPE_NODE) {
            return;
        }
        long at = chunkBlock(DataUtils.getPageChunkId(page)) * BLOCK + DataUtils.getPageOffset(page);
        int length = read(at, Integer.BYTES).getInt();
        found.add(new Range(at, length));
        ByteBuffer content = read(at, length);
        content.position(Integer.BYTES + Short.BYTES);
        DataUtils.readVarInt(content);
        DataUtils.readVarInt(content);
        int keys = DataUtils.readVarInt(content);
        content.get();
        int children = content.position();
        for (int i = 0; i <= keys; i++) {
            add(content.getLong(children + i * CHILD_BYTES));
        }
    }

    private long chunkBlock(int chunk) throws IOException {
        String id = Integer.toHexString(chunk);
        String described = layout.get("chunk." + id);
        // The newest chunk is described by the file's header alone.
        String fields = described == null ? header() : described;
        if (described == null && !field(fields, "chunk").equals(id)) {
            throw new IllegalStateException("no chunk " + id + " in " + fields);
        }
        return DataUtils.parseHexLong(field(fields, "block"));
    }

    private String header() throws IOException {
        return StandardCharsets.ISO_8859_1
                .decode(read(0, BLOCK))
                .toString()
                .lines()
                .findFirst()
                .orElseThrow();
    }

    private static String field(String fields, String name) {
        for (String field : fields.split(",")) {
            if (field.startsWith(name + ":")) {
                return field.substring(name.length() + 1);
            }
        }
        throw new IllegalStateException("no " + name + " in " + fields);
    }

    private ByteBuffer read(long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && file.read(bytes, at + bytes.position()) >= 0) {
            // Reading did the work.
        }
        return bytes.flip();
    }
}
