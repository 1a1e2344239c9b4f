package org.vanta.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.h2.mvstore.DataUtils;
import org.junit.jupiter.api.Test;

/** Goal: a header names the newest chunk that is on disk, and nothing else of it changes. Whether the engine reads it, {@code PowerLossTest} sees. */
class StoreHeaderTest {
    private static final int BLOCK = 4_096;
    private static final String CREATED = "created:1a1ff256312,format:3,version:";

    private final StoreHeader header = new StoreHeader();

    private static ByteBuffer text(String text, int copies, int bytes) {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        for (int copy = 0; copy < copies; copy++) {
            buffer.put(copy * BLOCK, text.getBytes(StandardCharsets.ISO_8859_1));
        }
        return buffer;
    }

    static ByteBuffer header(String block, String chunk, String version) {
        String fields = "H:2,block:" + block + ",blockSize:1000,chunk:" + chunk + "," + CREATED + version;
        byte[] bytes = fields.getBytes(StandardCharsets.ISO_8859_1);
        String checksum = Integer.toHexString(DataUtils.getFletcher32(bytes, 0, bytes.length));
        return text(fields + ",fletcher:" + checksum + "\n", 2, 2 * BLOCK);
    }

    private void chunk(String id, String version, long block) {
        header.written(chunk(id, version), block * BLOCK);
    }

    /** Of four blocks. */
    static ByteBuffer chunk(String id, String version) {
        return text(
                "chunk:" + id + ",len:4,pages:f,max:4430,map:19,root:414,time:2c,version:" + version
                        + ",next:1d0,toc:3269     \n",
                1,
                4 * BLOCK);
    }

    @Test
    void namesTheNewestChunkWhenThatIsNotTheOneItNames() {
        header.seen(header("1c3", "104", "105"));
        assertThat(header.overdue()).isEmpty();
        chunk("105", "106", 0x1c8);
        assertThat(header.overdue()).contains(header("1c8", "105", "106"));
        header.seen(header("1c8", "105", "106"));
        assertThat(header.overdue()).isEmpty();
    }

    @Test
    void followsAChunkThatIsMovedAndMindsNoOlderOne() {
        header.seen(header("1c3", "104", "105"));
        chunk("99", "9a", 0x20);
        assertThat(header.overdue()).isEmpty();
        chunk("105", "106", 0x1c8);
        chunk("105", "106", 0x30);
        chunk("99", "9a", 0x40);
        header.written(ByteBuffer.allocate(BLOCK), 8 * BLOCK);
        assertThat(header.overdue()).contains(header("30", "105", "106"));
        header.seen(header("30", "105", "106"));
        chunk("105", "106", 0x28);
        assertThat(header.overdue()).contains(header("28", "105", "106"));
    }

    @Test
    void goesByTheNewerOfTwoCopiesThatAreWhole() {
        ByteBuffer torn = header("1c3", "104", "105");
        torn.put(BLOCK, header("1c8", "105", "106").array(), 0, BLOCK);
        header.seen(torn);
        chunk("105", "106", 0x1c8);
        assertThat(header.overdue()).isEmpty();
        torn.put(BLOCK + 20, (byte) 'x');
        header.seen(torn);
        assertThat(header.overdue()).contains(header("1c8", "105", "106"));
    }

    @Test
    void leavesWhatItDoesNotKnowAlone() {
        header.seen(text("H:3,block:2,fletcher:1\n", 2, 2 * BLOCK));
        chunk("105", "106", 0x1c8);
        assertThat(header.overdue()).isEmpty();
    }
}
