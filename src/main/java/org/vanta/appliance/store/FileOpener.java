package org.vanta.appliance.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** How the journal opens its files. */
@FunctionalInterface
interface FileOpener {
    FileChannel open(Path file, OpenOption... options) throws IOException;
}
