package org.vanta.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.h2.store.fs.FilePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: the file's header names nothing that the disk did not take. Method: a small file system, full. What a power failure leaves, {@code PowerLossTest} sees. */
class OrderedPathTest {
    private static final int BLOCK = 4_096;

    @TempDir
    Path directory;

    @Test
    void aChunkThatAFullDiskTookInPartIsNotNamed() throws Exception {
        OrderedPath.register();
        ByteBuffer header = StoreHeaderTest.header("2", "1", "1");
        ByteBuffer chunk = StoreHeaderTest.chunk("2", "2");
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 1);
                FileChannel file = FilePath.get(
                                OrderedPath.SCHEME + ":" + disk.root().resolve("file"))
                        .open("rw")) {
            file.write(header.duplicate(), 0);
            file.write(StoreHeaderTest.chunk("1", "1"), 2 * BLOCK);
            file.force(false);
            disk.fill();
            assertThatThrownBy(() -> file.write(chunk.duplicate(), 6 * BLOCK))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left");
            file.force(false);
            assertThat(header(file)).isEqualTo(header);

            disk.empty();
            file.write(chunk.duplicate(), 6 * BLOCK);
            file.force(false);
            assertThat(header(file)).isEqualTo(StoreHeaderTest.header("6", "2", "2"));
        }
    }

    private static ByteBuffer header(FileChannel file) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(StoreHeader.BYTES);
        file.read(header, 0);
        return header.flip();
    }
}
