package org.vanta.appliance.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** The database engine's files under the scheme {@code recorded:}, with their writes going to the one {@link DiskRecord} that is set. */
public final class RecordedPath extends FilePathWrapper {
    private static final String SCHEME = "recorded";
    private static volatile DiskRecord record = new DiskRecord();

    /** From here on all such files are recorded there; returns the scheme. */
    static String register(DiskRecord newRecord) {
        record = newRecord;
        FilePath.register(new RecordedPath());
        return SCHEME;
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        String name = getBase().getName();
        return record.over(getBase().open(mode), name.substring(name.lastIndexOf('/') + 1));
    }
}
