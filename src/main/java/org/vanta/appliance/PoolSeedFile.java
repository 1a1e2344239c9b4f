package org.vanta.appliance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.note.PoolSeed;
import org.vanta.appliance.store.Database;
import org.vanta.appliance.store.StartRefusal;

/** The pool seed of a data directory. With the chain it restores every reward, so another one is never taken in its place unsaid. */
final class PoolSeedFile {
    static final String NAME = "pool.seed";

    private PoolSeedFile() {}

    static PoolSeed open(Path dataDir, Database database) {
        Path file = dataDir.resolve(NAME);
        Optional<Hash256> known = database.seedMark();
        if (known.isPresent() && !Files.exists(file)) {
            throw Settings.refusal("the pool seed " + file + " is gone; " + remedy(dataDir), null);
        }
        try {
            PoolSeed seed = PoolSeed.loadOrCreate(file);
            if (known.isPresent() && !known.get().equals(seed.mark())) {
                throw Settings.refusal(
                        "the pool seed " + file + " is not the one rewards were made with so far; " + remedy(dataDir),
                        null);
            }
            database.rememberSeed(seed.mark());
            return seed;
        } catch (IOException | MalformedBytesException e) {
            throw StartRefusal.ofFile(
                    "the pool seed " + file + " can't be used (" + e.getMessage() + "); " + remedy(dataDir), e);
        }
    }

    private static String remedy(Path dataDir) {
        return "restore it from your copy; or, to begin with a new one, move it and " + dataDir.resolve("vanta.journal")
                + " aside (rewards of the old seed that were not delivered can then not be recovered)";
    }
}
