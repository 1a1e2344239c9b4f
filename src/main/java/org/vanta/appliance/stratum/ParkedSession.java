package org.vanta.appliance.stratum;

import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.share.ShareDifficulty;
import org.vanta.appliance.share.ShareSession;

/**
 * A session whose connection is gone.
 *
 * @param lastTag of the job last sent
 * @param parkedMillis when the connection went, by a clock that is never set
 */
record ParkedSession(SessionId id, ShareSession session, ShareDifficulty difficulty, long lastTag, long parkedMillis) {
    /** @param epochMillis what to add to the clock that is never set to have the time of day */
    void write(ByteWriter out, long epochMillis) {
        out.i32(id.extranonce1()).i64(id.secret()).i64(lastTag).i64(parkedMillis + epochMillis);
        session.write(out, epochMillis);
        difficulty.write(out);
    }

    /** @param epochMillis as for {@link #write}, by the clock of this process */
    static ParkedSession read(ByteReader in, long epochMillis) {
        SessionId id = new SessionId(in.i32(), in.i64());
        long lastTag = in.i64();
        long parkedMillis = in.i64() - epochMillis;
        return new ParkedSession(
                id, ShareSession.read(in, epochMillis), ShareDifficulty.readFrom(in), lastTag, parkedMillis);
    }
}
