package org.vanta.appliance.bytes;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What a folder does for the files in it: their names are its content, and have to reach the disk as well. */
public final class Folder {
    private Folder() {}

    /** The names that files in it have now are on disk when this returns. */
    public static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
