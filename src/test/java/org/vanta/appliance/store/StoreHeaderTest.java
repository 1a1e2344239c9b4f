package org.vanta.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.h2.mvstore.DataUtils;
import org.junit.jupiter.api.Test;

/** Goal: a header names the chunk written before it, and nothing else of it changes. Whether the engine reads it, {@code PowerLossTest} sees. */
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

    private static ByteBuffer header(String block, String chunk, String version) {
        String fields = "H:2,block:" + block + ",blockSize:1000,chunk:" + chunk + "," + CREATED + version;
        byte[] bytes = fields.getBytes(StandardCharsets.ISO_8859_1);
        String checksum = Integer.toHexString(DataUtils.getFletcher32(bytes, 0, bytes.length));
        return text(fields + ",fletcher:" + checksum + "\n", 2, 2 * BLOCK);
    }

    private void chunk(String id, String version, long block) {
        header.written(
                text(
                        "chunk:" + id + ",len:4,pages:f,max:4430,map:19,root:414,time:2c,version:" + version
                                + ",next:1d0,toc:3269     \n",
                        1,
                        4 * BLOCK),
                block * BLOCK);
    }

    private ByteBuffer broughtUpToDate(ByteBuffer bytes) {
        header.bringUpToDate(bytes);
        return bytes;
    }

    @Test
    void namesTheChunkWrittenBeforeIt() {
        chunk("105", "106", 0x1c8);
        assertThat(broughtUpToDate(header("1c3", "104", "105"))).isEqualTo(header("1c8", "105", "106"));
    }

    @Test
    void staysAsItIsAfterAnOlderChunkWasMovedOrSomethingElseWritten() {
        ByteBuffer same = header("1c3", "104", "105");
        assertThat(broughtUpToDate(header("1c3", "104", "105"))).isEqualTo(same);
        chunk("99", "9a", 0x20);
        assertThat(broughtUpToDate(header("1c3", "104", "105"))).isEqualTo(same);
        chunk("104", "105", 0x1c3);
        assertThat(broughtUpToDate(header("1c3", "104", "105"))).isEqualTo(same);
        chunk("105", "106", 0x1c8);
        header.written(ByteBuffer.allocate(BLOCK), 8 * BLOCK);
        assertThat(broughtUpToDate(header("1c3", "104", "105"))).isEqualTo(same);
    }

    @Test
    void leavesWhatItDoesNotKnowAlone() {
        chunk("105", "106", 0x1c8);
        ByteBuffer other = text("H:3,block:2,fletcher:1\n", 2, 2 * BLOCK);
        assertThat(broughtUpToDate(text("H:3,block:2,fletcher:1\n", 2, 2 * BLOCK)))
                .isEqualTo(other);
    }
}
