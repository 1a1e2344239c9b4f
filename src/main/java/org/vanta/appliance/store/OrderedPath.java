package org.vanta.appliance.store;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.Optional;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * H2's files under the scheme {@code ordered:}, with two promises added, without which a crash or power failure may leave a file that the engine
 * opens with an older version than the last one that was forced. Nothing in a file is written over, or cut off, before everything written earlier
 * is on disk: the engine uses room again 45 seconds after it was written, and relies on the operating system for what came since. And what is forced is
 * named by the file's header when that is done ({@link StoreHeader}), so that it is found whatever became of older chunks.
 */
@RegisterForReflection
public final class OrderedPath extends FilePathWrapper {
    static final String SCHEME = "ordered";

    /** Makes the scheme known; may be called again. */
    static void register() {
        FilePath.register(new OrderedPath());
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Ordered(getBase().open(mode));
    }

    private static final class Ordered extends FileBaseDefault {
        private final FileChannel base;
        private final StoreHeader header = new StoreHeader();

        /** Whoever had the file before may have left something. */
        private boolean unforced = true;

        Ordered(FileChannel base) throws IOException {
            this.base = base;
            ByteBuffer there = ByteBuffer.allocate(StoreHeader.BYTES);
            base.read(there, 0);
            header.seen(there.flip());
        }

        @Override
        public int read(ByteBuffer into, long at) throws IOException {
            return base.read(into, at);
        }

        @Override
        public synchronized int write(ByteBuffer from, long at) throws IOException {
            if (at < base.size()) {
                forceEarlier();
            }
            unforced = true;
            ByteBuffer whole = from.duplicate();
            int bytes = writeFully(from, at);
            // What the disk did not take in full must not be named.
            if (at == 0) {
                header.seen(whole);
            } else {
                header.written(whole, at);
            }
            return bytes;
        }

        private int writeFully(ByteBuffer from, long at) throws IOException {
            int written = 0;
            while (from.hasRemaining()) {
                written += base.write(from, at + written);
            }
            return written;
        }

        private void forceEarlier() throws IOException {
            if (unforced) {
                force(false);
            }
        }

        @Override
        public synchronized void force(boolean metaData) throws IOException {
            base.force(metaData);
            Optional<ByteBuffer> overdue = header.overdue();
            if (overdue.isPresent()) {
                header.seen(overdue.get());
                base.write(overdue.get(), 0);
                base.force(false);
            }
            unforced = false;
        }

        @Override
        protected void implTruncate(long size) throws IOException {
            forceEarlier();
            unforced = true;
            base.truncate(size);
        }

        @Override
        public long size() throws IOException {
            return base.size();
        }

        @Override
        public FileLock tryLock(long at, long size, boolean shared) throws IOException {
            return base.tryLock(at, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            base.close();
        }
    }
}
