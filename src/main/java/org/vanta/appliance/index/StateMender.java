package org.vanta.appliance.index;

import java.util.Optional;
import org.jboss.logging.Logger;
import org.vanta.appliance.store.BadRecordException;
import org.vanta.appliance.store.Database;

/**
 * Makes the state whole again while the appliance runs: first everything is read again and checked; if that does not help, or the file is
 * damaged beyond doubt, the file is set aside, and the journal and L1 restore the state. On the follower's thread.
 */
public final class StateMender {
    /** More attempts than this without a block in between are none that help. */
    static final int ATTEMPTS_MAX = 3;

    private static final Logger LOG = Logger.getLogger(StateMender.class);

    private final Database database;
    private final ShieldedIndex index;
    private final String network;
    private int attempts;

    public StateMender(Database database, ShieldedIndex index, String network) {
        this.database = database;
        this.index = index;
        this.network = network;
    }

    /** At start: reads the state, over a new file if the present one is damaged. */
    public void load() {
        database.whole(network, index::load);
    }

    /** What any part of the appliance met in the store since it was last whole. */
    Optional<RuntimeException> failure() {
        return database.failure();
    }

    /** The index was cut short at any point by an error; {@link #failure} tells of it from now on. */
    void doubt(Error error) {
        database.doubt(error);
    }

    /** Is run, on any thread, when the store fails and was whole before; must not block. */
    void onFailure(Runnable listener) {
        database.onFailure(listener);
    }

    /** The index went on: what was mended is mended. */
    void worked() {
        attempts = 0;
    }

    /** Whether a failure is the store's, so that {@link #mend} may help. */
    boolean concerns(RuntimeException failure) {
        return failure instanceof BadRecordException || database.failure().isPresent();
    }

    /**
     * One attempt.
     *
     * @throws RuntimeException if the state can't be made whole; its sentence says why
     */
    void mend(RuntimeException failure) {
        boolean disk = !(failure instanceof BadRecordException) && !database.isDamage(failure);
        if (!disk) {
            attempts++;
        }
        if (attempts > ATTEMPTS_MAX) {
            throw new IllegalStateException(
                    "the state fails again and again although its file was replaced: " + failure.getMessage(), failure);
        }
        boolean damaged = !disk && (attempts > 1 || database.isDamage(failure));
        if (!disk) {
            LOG.errorf("%s; %s", failure.getMessage(), damaged ? "replacing the file" : "checking the whole state");
        }
        database.mend(network, failure, damaged, index::load);
    }
}
