package org.vanta.appliance.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Damaged files that are kept aside: the latest under its plain name, older ones with 2, 3, … behind it. */
final class BadFiles {
    /** As many as one mending sets aside at most, so that the one it began with is among them; more would fill the disk. */
    static final int MAX = 3;

    private BadFiles() {}

    /** Makes the plain name free for another one; the oldest is let go where there are too many. */
    static void makeRoom(Path bad) throws IOException {
        for (int age = MAX - 1; age > 0; age--) {
            Path file = aged(bad, age);
            if (Files.exists(file)) {
                Files.move(file, aged(bad, age + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** Keeps a copy under the plain name. */
    static void copy(Path damaged, Path bad) throws IOException {
        makeRoom(bad);
        Files.copy(damaged, bad);
    }

    private static Path aged(Path bad, int age) {
        return age == 1 ? bad : bad.resolveSibling(bad.getFileName() + "." + age);
    }
}
