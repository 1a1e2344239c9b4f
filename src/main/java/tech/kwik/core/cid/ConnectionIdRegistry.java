package tech.kwik.core.cid;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tech.kwik.core.log.Logger;

/**
 * Takes the place of the library's class of this name: the connection ids of one side, by their number, retired ones too (RFC 9000, section 5.1).
 * The library never forgets one, looks through all for each that comes or goes, and answers each with a frame that waits until the peer confirms
 * others. A peer needs a handful, whatever it does; one that goes through {@link #IDS_MAX} loses its connection.
 */
public abstract class ConnectionIdRegistry {
    public static final int DEFAULT_CID_LENGTH = 8;

    static final int IDS_MAX = 256;

    /** At most {@link #IDS_MAX}; one more is {@link IllegalStateException}, which ends the connection. */
    protected final Map<Integer, ConnectionIdInfo> connectionIds = new ConcurrentHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        public ConnectionIdInfo put(Integer number, ConnectionIdInfo id) {
            if (size() >= IDS_MAX && !containsKey(number)) {
                throw new IllegalStateException("the peer goes through more than " + IDS_MAX + " connection ids");
            }
            return super.put(number, id);
        }
    };

    protected volatile byte[] currentConnectionId;
    protected final Logger log;
    private final SecureRandom random = new SecureRandom();
    private final int length;

    public ConnectionIdRegistry(Logger log) {
        this(DEFAULT_CID_LENGTH, log);
    }

    /** @param length null for {@link #DEFAULT_CID_LENGTH} */
    public ConnectionIdRegistry(Integer length, Logger log) {
        this.length = length == null ? DEFAULT_CID_LENGTH : length;
        this.log = log;
        currentConnectionId = generateConnectionId();
        connectionIds.put(0, new ConnectionIdInfo(0, currentConnectionId, ConnectionIdStatus.IN_USE));
    }

    /** @return the id, or null if it was retired before or never there */
    public byte[] retireConnectionId(int number) {
        ConnectionIdInfo id = connectionIds.get(number);
        if (id == null || !id.getConnectionIdStatus().active()) {
            return null;
        }
        id.setStatus(ConnectionIdStatus.RETIRED);
        return id.getConnectionId();
    }

    public byte[] getCurrent() {
        return currentConnectionId;
    }

    /** @return any that is not retired; null if there is none */
    public byte[] getActive() {
        return getActiveConnectionIds().stream().findFirst().orElse(null);
    }

    public Map<Integer, ConnectionIdInfo> getAll() {
        return connectionIds;
    }

    /** The number of the one in use. */
    protected int currentIndex() {
        return connectionIds.entrySet().stream()
                .filter(entry -> Arrays.equals(entry.getValue().getConnectionId(), currentConnectionId))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    protected byte[] generateConnectionId() {
        byte[] id = new byte[length];
        random.nextBytes(id);
        return id;
    }

    public int getConnectionIdlength() {
        return length;
    }

    public List<byte[]> getActiveConnectionIds() {
        return connectionIds.values().stream()
                .filter(id -> id.getConnectionIdStatus().active())
                .map(ConnectionIdInfo::getConnectionId)
                .toList();
    }
}
