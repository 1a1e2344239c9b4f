package org.vanta.appliance.stratum;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.job.Extranonces;

/**
 * The sessions that may be gone on with: who comes back within ten minutes and shows its session's id has its extranonce1, its difficulty and
 * its shares again, so that what it hashed meanwhile counts. Times are milliseconds of a clock that is never set. Thread-safe.
 */
public final class Sessions {
    static final long KEPT_MILLIS = 600_000;

    /** Sessions without a connection; the one longest away is forgotten first. */
    static final int PARKED_MAX = 20_000;

    private static final String DOMAIN = "Vanta/Session/v1";

    private final byte[] secret;
    private final Extranonces extranonces;
    /** By extranonce1, the one longest away first; one that was asked for and not gone on with comes after all that were there then. */
    private final SequencedMap<Integer, ParkedSession> parked = new LinkedHashMap<>();

    /** @param secret random bytes, of which the ids of this process are made */
    public Sessions(byte[] secret, Extranonces extranonces) {
        this.secret = secret.clone();
        this.extranonces = extranonces;
    }

    Extranonces extranonces() {
        return extranonces;
    }

    SessionId id(int extranonce1) {
        byte[] digest = Sha256.withDomain(
                        DOMAIN,
                        secret,
                        ByteBuffer.allocate(Integer.BYTES).putInt(extranonce1).array())
                .toBytes();
        return new SessionId(extranonce1, ByteBuffer.wrap(digest).getLong());
    }

    /** Keeps a session, and with it the lease of its extranonce1. */
    synchronized void park(ParkedSession session) {
        forgetOld(session.parkedMillis());
        while (parked.size() >= PARKED_MAX) {
            forget(parked.firstEntry().getValue());
        }
        parked.put(session.id().extranonce1(), session);
    }

    private void forgetOld(long now) {
        while (!parked.isEmpty() && now - parked.firstEntry().getValue().parkedMillis() > KEPT_MILLIS) {
            forget(parked.firstEntry().getValue());
        }
    }

    private void forget(ParkedSession session) {
        parked.remove(session.id().extranonce1());
        extranonces.release(session.id().extranonce1());
    }

    /** Gives the session of this id, and with it the lease of its extranonce1; null if there is none. */
    synchronized @Nullable ParkedSession claim(@Nullable String shown, long now) {
        forgetOld(now);
        SessionId id = SessionId.parse(shown);
        ParkedSession session = id == null ? null : parked.get(id.extranonce1());
        if (id == null
                || session == null
                || now - session.parkedMillis() > KEPT_MILLIS
                || !MessageDigest.isEqual(bytes(id), bytes(session.id()))) {
            return null;
        }
        parked.remove(id.extranonce1());
        return session;
    }

    private static byte[] bytes(SessionId id) {
        return ByteBuffer.allocate(Long.BYTES).putLong(id.secret()).array();
    }

    /** The sessions that can still be gone on with, the one longest away first. */
    synchronized List<ParkedSession> parked(long now) {
        forgetOld(now);
        return List.copyOf(parked.values());
    }

    /** Takes the sessions of before a restart, where nobody has their extranonce1 by now. */
    synchronized void restore(List<ParkedSession> before, long now) {
        for (ParkedSession session : before) {
            if (parked.size() < PARKED_MAX
                    && now - session.parkedMillis() <= KEPT_MILLIS
                    && extranonces.take(session.id().extranonce1())) {
                parked.put(session.id().extranonce1(), session);
            }
        }
    }
}
