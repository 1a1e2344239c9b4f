package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Goal: who says much waits for itself. Method: connections of one event loop, each look at whose sockets is a step of the test. */
class TurnsTest {
    private static final int MANY = 1_000;

    private final Queue<Runnable> afterLook = new ArrayDeque<>();
    private final Queue<Runnable> afterRest = new ArrayDeque<>();
    private final Turns turns = new Turns(afterLook::add, afterRest::add);
    private long nanos = Long.MAX_VALUE - 1_000;
    private final LineRoom room = new LineRoom();
    private final List<String> heard = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private final Talker talker = new Talker("t");
    private final Talker quiet = new Talker("q");

    /** One connection, whose lines are heard with its name before them. */
    private final class Talker implements StratumConnection.LineHandler {
        private final String name;
        private final StratumConnection connection;
        private boolean chatters;
        private boolean brings;
        private int reading = 1;
        private int faults;
        private int closings;

        Talker(String name) {
            this.name = name;
            this.connection = new StratumConnection(
                    new TextOutlet(sent::add, () -> closings++) {
                        @Override
                        public void read(boolean on) {
                            reading += on ? 1 : -1;
                        }

                        @Override
                        public void failed(Throwable fault) {
                            faults++;
                            connection.close();
                        }
                    },
                    () -> nanos,
                    room,
                    turns);
        }

        void says(String text) {
            connection.receive(TextOutlet.chunk(text), this);
        }

        @Override
        public void line(byte[] bytes, int from, int to) {
            String line = new String(bytes, from, to - from, StandardCharsets.UTF_8);
            heard.add(name + line);
            if (chatters) {
                connection.chatters();
            }
            if (brings) {
                connection.broughtShare();
            }
            switch (line) {
                case "quit" -> connection.close();
                case "fault" -> throw new IllegalStateException("of the test");
                default -> connection.send("got " + line);
            }
        }

        @Override
        public void oversizeLine() {
            heard.add(name + " too long");
        }
    }

    private boolean look() {
        Runnable step = afterLook.poll();
        if (step != null) {
            step.run();
        }
        return step != null;
    }

    private static String numbered(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i).append('\n');
        }
        return text.toString();
    }

    private static List<String> heardOf(String name, int from, int to) {
        List<String> lines = new ArrayList<>();
        for (int i = from; i < to; i++) {
            lines.add(name + i);
        }
        return lines;
    }

    @Test
    void whoSaysLittleIsHeardAtOnceHoweverMuchAnotherSaid() {
        talker.says(numbered(0, MANY));
        quiet.says("a\n");
        assertThat(heard).containsExactly("t0", "qa");
        assertThat(look()).isTrue();
        quiet.says("b\n");
        assertThat(heard).as("so many lines between two looks").hasSize(3 + Turns.LINES_AT_ONCE);
    }

    @Test
    void allIsHeardInOrderAndThenNothingIsLeftToDo() {
        talker.says(numbered(0, MANY));
        quiet.says(numbered(0, 2 * Turns.LINES_AT_ONCE));
        while (look()) {}
        assertThat(heard.stream().filter(line -> line.startsWith("t"))).isEqualTo(heardOf("t", 0, MANY));
        assertThat(heard.stream().filter(line -> line.startsWith("q")))
                .isEqualTo(heardOf("q", 0, 2 * Turns.LINES_AT_ONCE));
        assertThat(heard.indexOf("q" + (2 * Turns.LINES_AT_ONCE - 1)))
                .as("by turns")
                .isLessThan(6 * Turns.LINES_AT_ONCE);
    }

    @Test
    void theAnswersToOneChunkGoOutTogether() {
        talker.says("a\nb\nc\n");
        assertThat(sent).isEmpty();
        while (look()) {}
        assertThat(sent).containsExactly("got a\ngot b\ngot c\n");
    }

    @Test
    void whoHasNotBeenHeardIsNotReadFromUntilItWas() {
        talker.says("0\n1\n2");
        talker.says("3\n4\n");
        talker.says("5\n6");
        assertThat(talker.reading).isZero();
        while (look()) {}
        assertThat(talker.reading).isOne();
        talker.says("7\n");
        assertThat(heard).containsExactly("t0", "t1", "t23", "t4", "t5", "t67");
    }

    @Test
    void whatWasSaidBeforeTheOtherEndWentIsHeard() {
        talker.says(numbered(0, MANY));
        talker.connection.gone();
        assertThat(heard).isEqualTo(heardOf("t", 0, MANY));
        assertThat(sent).isEmpty();
        assertThat(talker.closings).isZero();
        while (look()) {}
        assertThat(heard).hasSize(MANY);
    }

    @Test
    void whoIsClosedForALineIsHeardNoFurther() {
        talker.says("0\nquit\n1\n");
        while (look()) {}
        talker.connection.gone();
        assertThat(heard).containsExactly("t0", "tquit");
        assertThat(sent).containsExactly("got 0\n");
    }

    @Test
    void aFaultWithOneCostsTheOthersNothing() {
        talker.says("0\nfault\n1\n");
        quiet.says("0\n1\n");
        while (look()) {}
        assertThat(heard).containsExactly("t0", "q0", "tfault", "q1");
        assertThat(talker.faults).isOne();
        assertThat(talker.closings).isOne();
        assertThat(quiet.closings).isZero();
    }

    @Test
    void whereThereIsNoRoomToWaitAllIsHeardAtOnce() {
        int some = LineRoom.FREE_BYTES + 1_000;
        int others = 0;
        while (room.move(0, some)) {
            others++;
        }
        talker.says(numbered(0, MANY));
        assertThat(heard).hasSize(MANY);
        assertThat(talker.closings).isZero();
        for (; others > 0; others--) {
            room.move(some, 0);
        }
        talker.says(numbered(0, MANY));
        assertThat(heard).as("there is room again").hasSize(MANY + 1);
        while (look()) {}
        assertThat(heard).hasSize(2 * MANY);
    }

    @Test
    void whoSaysTooMuchThatBringsNoShareIsHeardNoMoreThanThatInASecond() {
        talker.chatters = true;
        talker.says(numbered(0, MANY));
        talker.says(numbered(MANY, 2 * MANY));
        while (look()) {}
        assertThat(heard).hasSize(Chatter.LINES_AT_ONCE);
        assertThat(talker.reading).isZero();
        for (int i = 0; i < 10; i++) {
            pass(Turns.REST_MILLIS);
        }
        assertThat(heard).hasSize(Chatter.LINES_AT_ONCE + Chatter.LINES_PER_SECOND);
        pass(TimeUnit.HOURS.toMillis(1));
        for (int i = 0; i < 2 * MANY; i++) {
            pass(Turns.REST_MILLIS);
        }
        assertThat(heard).isEqualTo(heardOf("t", 0, 2 * MANY));
        assertThat(talker.reading).isOne();
        assertThat(afterRest).isEmpty();
    }

    @Test
    void whoSaysTooMuchThatBringsNoShareHasToGoWhereThereIsNoRoomToWait() {
        while (room.move(0, LineRoom.FREE_BYTES + 1_000)) {}
        talker.chatters = true;
        talker.says(numbered(0, MANY));
        assertThat(heard).hasSize(Chatter.LINES_AT_ONCE);
        assertThat(talker.closings).isOne();
    }

    @Test
    void whoBringsSharesMaySayAsMuchAsItLikes() {
        talker.brings = true;
        talker.chatters = true;
        talker.says(numbered(0, MANY));
        while (look()) {}
        assertThat(heard).hasSize(MANY);
    }

    private void pass(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
        Runnable step = afterRest.poll();
        if (step != null) {
            step.run();
        }
        while (look()) {}
    }
}
