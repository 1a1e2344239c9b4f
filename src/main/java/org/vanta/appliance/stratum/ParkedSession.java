package org.vanta.appliance.stratum;

import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.share.ShareDifficulty;
import org.vanta.appliance.share.ShareSession;

/**
 * A session whose connection is gone.
 *
 * @param lastTag of the job last sent
 * @param parkedMillis when the connection went, milliseconds since 1970
 */
record ParkedSession(SessionId id, ShareSession session, ShareDifficulty difficulty, long lastTag, long parkedMillis) {
    void write(ByteWriter out) {
        out.i32(id.extranonce1()).i64(id.secret()).i64(lastTag).i64(parkedMillis);
        session.write(out);
        difficulty.write(out);
    }

    static ParkedSession read(ByteReader in) {
        SessionId id = new SessionId(in.i32(), in.i64());
        long lastTag = in.i64();
        long parkedMillis = in.i64();
        return new ParkedSession(id, ShareSession.read(in), ShareDifficulty.readFrom(in), lastTag, parkedMillis);
    }
}
