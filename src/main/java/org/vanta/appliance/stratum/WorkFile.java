package org.vanta.appliance.stratum;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.bytes.SealedFile;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.job.JobRecords;
import org.vanta.appliance.job.JobStore;
import org.vanta.appliance.template.CoinbaseFactory;

/**
 * The work miners hold while the program restarts: the jobs on the current block and the sessions, in a file. The layout is in
 * docs/formats.md. Not for event loops.
 */
public final class WorkFile {
    public static final String NAME = "work.snapshot";

    private static final String DOMAIN = "Vanta/Work/v1";
    private static final int VERSION = 1;
    /** Room for the jobs' transactions and for {@link Sessions#PARKED_MAX} sessions with a few hundred shares each. */
    static final int BYTES_MAX = 128 * 1024 * 1024;

    private static final int SESSION_BYTES_MAX = BYTES_MAX / 2;

    private final SealedFile file;

    public WorkFile(Path dataDir) {
        file = new SealedFile(dataDir.resolve(NAME), DOMAIN, BYTES_MAX);
    }

    /**
     * Gives what was written last, unless it is too old to be of use; nothing if there is no file. What was written in the future was written just
     * now: a board without a battery begins with a clock that is behind.
     *
     * @param now milliseconds since 1970
     * @param steadyMillis the same moment by the clock that is never set
     * @return the number of sessions read
     * @throws MalformedBytesException naming the file, if it is damaged; then nothing is taken from it
     */
    public int load(JobStore jobs, Sessions sessions, CoinbaseFactory coinbases, long now, long steadyMillis)
            throws IOException {
        Optional<byte[]> content = file.read();
        if (content.isEmpty()) {
            return 0;
        }
        try {
            ByteReader in = new ByteReader(content.get());
            int version = in.u8();
            if (version != VERSION) {
                throw new MalformedBytesException("version " + version + " is not known to this program");
            }
            long written = in.i64();
            if (now - written > Sessions.KEPT_MILLIS) {
                return 0;
            }
            long epoch = Math.max(now, written) - steadyMillis;
            List<Job> before = JobRecords.read(in, coinbases);
            List<ParkedSession> parked = new ArrayList<>();
            int count = in.compactSize(Sessions.PARKED_MAX);
            for (int i = 0; i < count; i++) {
                parked.add(ParkedSession.read(in, epoch));
            }
            in.expectEnd();
            jobs.restore(before);
            sessions.restore(parked, steadyMillis);
            return count;
        } catch (MalformedBytesException e) {
            throw file.malformed(String.valueOf(e.getMessage()));
        }
    }

    /** Moves a damaged file aside for whoever wants to look at it, in place of one moved before. */
    public Path setAside() throws IOException {
        return file.setAside();
    }

    /**
     * Writes what a miner that comes back can still use. To be called when no connection is left.
     *
     * @param now milliseconds since 1970
     * @param steadyMillis the same moment by the clock that is never set
     */
    public void save(JobStore jobs, Sessions sessions, long now, long steadyMillis) throws IOException {
        List<Job> onTip = jobs.onTip();
        List<ParkedSession> parked = sessions.parked(steadyMillis);
        List<Job> all = Stream.concat(onTip.stream(), parked.stream().flatMap(session -> ownJobs(session, onTip)))
                .sorted(Comparator.comparing(Job::tag, Long::compareUnsigned))
                .toList();
        ByteWriter out = new ByteWriter();
        out.u8(VERSION).i64(now);
        JobRecords.write(all, out);
        long epoch = now - steadyMillis;
        List<ParkedSession> fitting = fitting(parked);
        out.compactSize(fitting.size());
        fitting.forEach(session -> session.write(out, epoch));
        file.write(out.toBytes());
    }

    private static Stream<Job> ownJobs(ParkedSession parked, List<Job> onTip) {
        return parked.session().ownJobs().stream()
                .filter(job -> onTip.isEmpty()
                        || job.previousHash().equals(onTip.getLast().previousHash()));
    }

    /** As many of those who went last as there is room for. */
    private static List<ParkedSession> fitting(List<ParkedSession> parked) {
        int room = SESSION_BYTES_MAX;
        int from = parked.size();
        while (from > 0) {
            ByteWriter one = new ByteWriter();
            parked.get(from - 1).write(one, 0);
            room -= one.length();
            if (room < 0) {
                break;
            }
            from--;
        }
        return parked.subList(from, parked.size());
    }
}
