package org.vanta.appliance.stratum;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Who of one event loop has sent more lines than were looked at: one line of each in turn, and after a few of them whatever else the sockets have. So who
 * says much waits for itself, and who says little hardly for anybody. For one thread.
 */
final class Turns {
    /** Lines between two looks at the sockets; some 5 us each. */
    static final int LINES_AT_ONCE = 16;

    /** Has lines left. */
    interface Talker {
        /** Looks at one line; whether there are more. */
        boolean turn();

        /** Something of ours went wrong in its turn. */
        void failed(Throwable fault);
    }

    private final Executor afterLook;
    private final Queue<Talker> talkers = new ArrayDeque<>();
    private boolean asked;

    /** @param afterLook runs what it is given on the same thread, after the sockets were looked at once more */
    Turns(Executor afterLook) {
        this.afterLook = afterLook;
    }

    /** It is there once at a time: until {@link Talker#turn} says that there is no more. */
    void add(Talker talker) {
        talkers.add(talker);
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
