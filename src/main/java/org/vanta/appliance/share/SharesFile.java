package org.vanta.appliance.share;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.bytes.SealedFile;
import org.vanta.appliance.note.OwnerKey;

/**
 * The accounting of shares in a file, so that dashboards keep their figures over a restart. The layout is in docs/formats.md. Written whole
 * beside the old one and then put in its place: a crash leaves either. Not for event loops.
 */
public final class SharesFile {
    public static final String NAME = "shares.snapshot";

    private static final String DOMAIN = "Vanta/Shares/v1";
    private static final int VERSION = 2;
    /** The one before, which knew nothing of sessions. */
    private static final int VERSION_WITHOUT_SESSIONS = 1;

    private static final int NAME_BYTES_MAX = 1024;
    /** Room for {@link ShareAccounting#WORKERS_MAX} workers with everything as long as it can be. */
    static final int BYTES_MAX = 32 * 1024 * 1024;

    private final SealedFile file;

    public SharesFile(Path dataDir) {
        file = new SealedFile(dataDir.resolve(NAME), DOMAIN, BYTES_MAX);
    }

    /**
     * Gives {@code accounting} what was written last; nothing if there is no file. To be called before the first worker connects: one that is
     * there already keeps the figures it has.
     *
     * @throws MalformedBytesException naming the file, if it is damaged; then nothing is taken from it
     */
    public void load(ShareAccounting accounting) throws IOException {
        Optional<byte[]> content = file.read();
        if (content.isPresent()) {
            try {
                accounting.restore(read(new ByteReader(content.get())));
            } catch (MalformedBytesException e) {
                throw file.malformed(String.valueOf(e.getMessage()));
            }
        }
    }

    private static Map<WorkerName, WorkerShares> read(ByteReader in) {
        int version = in.u8();
        if (version != VERSION && version != VERSION_WITHOUT_SESSIONS) {
            throw new MalformedBytesException("version " + version + " is not known to this program");
        }
        int count = in.compactSize(ShareAccounting.WORKERS_MAX);
        Map<WorkerName, WorkerShares> workers = new HashMap<>();
        for (int i = 0; i < count; i++) {
            OwnerKey owner = new OwnerKey(in.hash256());
            String worker = new String(in.lengthPrefixed(NAME_BYTES_MAX), StandardCharsets.UTF_8);
            workers.put(new WorkerName(owner, worker), WorkerShares.read(in, version == VERSION));
        }
        in.expectEnd();
        return workers;
    }

    /** Moves a damaged file aside for whoever wants to look at it, in place of one moved before. */
    public Path setAside() throws IOException {
        return file.setAside();
    }

    public void save(ShareAccounting accounting, long now) throws IOException {
        // Workers that come at the same moment may pass the bound, each by one.
        List<Map.Entry<WorkerName, WorkerShares>> workers = accounting.workers().entrySet().stream()
                .limit(ShareAccounting.WORKERS_MAX)
                .toList();
        ByteWriter out = new ByteWriter(256 * (workers.size() + 1));
        out.u8(VERSION).compactSize(workers.size());
        for (Map.Entry<WorkerName, WorkerShares> worker : workers) {
            WorkerName name = worker.getKey();
            out.hash256(name.owner().value()).lengthPrefixed(name.worker().getBytes(StandardCharsets.UTF_8));
            worker.getValue().write(out, now);
        }
        file.write(out.toBytes());
    }
}
