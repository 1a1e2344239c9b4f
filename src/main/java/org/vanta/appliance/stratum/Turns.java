package org.vanta.appliance.stratum;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Who of one event loop has sent more lines than were looked at: one line of each in turn, and after a few of them whatever else the sockets have. So who
 * says much waits for itself, and who says little hardly for anybody; who says too much is not heard for a while. For one thread.
 */
final class Turns {
    /** Lines between two looks at the sockets; some 5 us each. */
    static final int LINES_AT_ONCE = 16;

    /** Has lines left. */
    interface Talker {
        /** Looks at one line, or {@linkplain Turns#rest rests}; whether it is to have another turn. */
        boolean turn();

        /** Something of ours went wrong in its turn. */
        void failed(Throwable fault);
    }

    /** How long who {@linkplain #rest rests} has no turn. */
    static final long REST_MILLIS = 100;

    private final Executor afterLook;
    private final Executor afterRest;
    private final Queue<Talker> talkers = new ArrayDeque<>();
    private final List<Talker> resting = new ArrayList<>();
    private boolean asked;

    /**
     * @param afterLook runs what it is given on the same thread, after the sockets were looked at once more
     * @param afterRest runs what it is given on the same thread, after {@link #REST_MILLIS}
     */
    Turns(Executor afterLook, Executor afterRest) {
        this.afterLook = afterLook;
        this.afterRest = afterRest;
    }

    /** It is there once at a time: until {@link Talker#turn} says that it has no other. */
    void add(Talker talker) {
        talkers.add(talker);
        ask();
    }

    /** In place of its turn: it has the next one after a while. */
    void rest(Talker talker) {
        if (resting.isEmpty()) {
            afterRest.execute(this::rested);
        }
        resting.add(talker);
    }

    /** It has no turn any more. */
    void remove(Talker talker) {
        talkers.remove(talker);
        resting.remove(talker);
    }

    private void rested() {
        talkers.addAll(resting);
        resting.clear();
        ask();
    }

    private void ask() {
        if (!asked) {
            asked = true;
            afterLook.execute(this::take);
        }
    }

    private void take() {
        asked = false;
        for (int i = 0; i < LINES_AT_ONCE; i++) {
            Talker talker = talkers.poll();
            if (talker == null) {
                return;
            }
            if (hasMore(talker)) {
                talkers.add(talker);
            }
        }
        if (!talkers.isEmpty()) {
            ask();
        }
    }

    private static boolean hasMore(Talker talker) {
        try {
            return talker.turn();
        } catch (RuntimeException | Error e) {
            talker.failed(e);
            return false;
        }
    }
}
