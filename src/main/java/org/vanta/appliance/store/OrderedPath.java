package org.vanta.appliance.store;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * H2's files under the scheme {@code ordered:}, with one promise added: nothing that is in a file is written over, or cut off, before everything
 * written earlier is forced to disk. The engine gives room away that its latest version does not need, 45 seconds after it was written, and relies
 * on the operating system to have brought that version to disk by then. If it has not, a power failure finds neither the new version nor all of
 * the old one.
 */
@RegisterForReflection
public final class OrderedPath extends FilePathWrapper {
    static final String SCHEME = "ordered";

    /** The file's header, of which there are two copies. */
    private static final int HEADER_BYTES = 2 * 4_096;

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

        /** Whoever had the file before may have left something. */
        private boolean unforced = true;

        Ordered(FileChannel base) {
            this.base = base;
        }

        @Override
        public int read(ByteBuffer into, long at) throws IOException {
            return base.read(into, at);
        }

        @Override
        public synchronized int write(ByteBuffer from, long at) throws IOException {
            if (at >= HEADER_BYTES && at < base.size()) {
                forceEarlier();
            }
            unforced = true;
            return base.write(from, at);
        }

        private void forceEarlier() throws IOException {
            if (unforced) {
                force(false);
            }
        }

        @Override
        public synchronized void force(boolean metaData) throws IOException {
            base.force(metaData);
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
