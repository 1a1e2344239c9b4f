package org.vanta.appliance.share;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import org.vanta.appliance.bytes.PrintableAscii;

/**
 * Who came with a user name that mines for nobody, so that an operator finds the miner that was set up wrongly: how many for each reason, the last
 * of each address, and a line in the log, seldom for each address and seldom in all, since strangers may send any number. Thread-safe.
 */
public final class RefusedNames {
    /** Addresses of which the last one is kept. */
    public static final int SHOWN_MAX = 8;

    /** The same reason from the same address is not logged again before. */
    static final long SAY_AGAIN_MILLIS = 3_600_000;

    /** Lines in the log that may come at once; one more is allowed each {@link #LINE_MILLIS}. */
    static final int LINES_MAX = 10;

    static final long LINE_MILLIS = 60_000;

    /** Addresses and reasons remembered as logged; the oldest is forgotten first. */
    static final int SAID_MAX = 1_024;

    private static final int HEAD_CHARS = 6;
    private static final int TAIL_CHARS = 4;
    private static final String MASK = "...";

    private static final Logger LOG = Logger.getLogger(RefusedNames.class);

    private final LongAdder[] counts = new LongAdder[NameRefusal.values().length];
    private final SequencedMap<String, Refused> last = new LinkedHashMap<>();
    private final SequencedMap<Said, Long> said = new LinkedHashMap<>();
    private int lines = LINES_MAX;
    private long linesSince;
    private long unsaid;

    private record Said(String from, NameRefusal reason) {}

    /**
     * One that was refused.
     *
     * @param millis when, milliseconds since 1970
     * @param address as anybody may read it
     * @param name beginning and end of the user name
     * @param userAgent empty if it named none
     * @param sentence as the miner was told
     */
    public record Refused(
            long millis, String address, String name, String userAgent, NameRefusal reason, String sentence) {
        public Refused {
            name = masked(name);
        }
    }

    RefusedNames() {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    /** What tells a name to who gave it, and no more: it may be anything, also a password. */
    static String masked(String name) {
        int head = Math.min(HEAD_CHARS, name.length() / 3);
        int tail = Math.min(TAIL_CHARS, name.length() / 4);
        String text = name.isEmpty() ? "" : name.substring(0, head) + MASK + name.substring(name.length() - tail);
        return PrintableAscii.of(text, HEAD_CHARS + MASK.length() + TAIL_CHARS);
    }

    /**
     * @param from its address as the log has it
     * @param steadyMillis now, by a clock that is never set
     */
    public void add(Refused refused, String from, long steadyMillis) {
        counts[refused.reason().ordinal()].increment();
        long before = keep(refused, from, steadyMillis);
        if (before >= 0) {
            LOG.infof(
                    "%s%s is refused as a miner: %s (user name \"%s\"); set its user name to <owner key>.<worker>, with the"
                            + " owner key that \"vanta keygen\" printed%s",
                    from,
                    refused.userAgent().isEmpty() ? "" : " (" + refused.userAgent() + ")",
                    refused.sentence(),
                    refused.name(),
                    before == 0 ? "" : "; refused since the last such line, without one: " + before);
        }
    }

    /** How many were not logged since the last that was; -1 if this one is not to be either. */
    private synchronized long keep(Refused refused, String from, long now) {
        last.putLast(refused.address(), refused);
        if (last.size() > SHOWN_MAX) {
            last.pollFirstEntry();
        }
        Said what = new Said(from, refused.reason());
        Long before = said.get(what);
        if (before != null && now - before < SAY_AGAIN_MILLIS) {
            return -1;
        }
        if (!mayLog(now)) {
            unsaid++;
            return -1;
        }
        said.putLast(what, now);
        if (said.size() > SAID_MAX) {
            said.pollFirstEntry();
        }
        long others = unsaid;
        unsaid = 0;
        return others;
    }

    private boolean mayLog(long now) {
        long more = (now - linesSince) / LINE_MILLIS;
        lines = (int) Math.min(lines + more, LINES_MAX);
        linesSince = lines == LINES_MAX ? now : linesSince + more * LINE_MILLIS;
        if (lines == 0) {
            return false;
        }
        lines--;
        return true;
    }

    /** The last of each address, the latest first. */
    public synchronized List<Refused> latest() {
        return List.copyOf(last.sequencedValues().reversed());
    }

    /** How many since the start. */
    public long count(NameRefusal reason) {
        return counts[reason.ordinal()].sum();
    }
}
