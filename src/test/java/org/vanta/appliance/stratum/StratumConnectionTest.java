package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** The line codec alone, without a network. */
class StratumConnectionTest {
    private final List<String> sent = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final LineRoom room = new LineRoom();
    private final Turns turns = new Turns(Runnable::run, Runnable::run);
    private int closed;
    private boolean oversize;
    private final StratumConnection connection =
            new StratumConnection(new TextOutlet(sent::add, () -> closed++), System::nanoTime, room, turns);
    private final StratumConnection.LineHandler handler = new StratumConnection.LineHandler() {
        @Override
        public void line(byte[] bytes, int from, int to) {
            String line = new String(bytes, from, to - from, StandardCharsets.UTF_8);
            lines.add(line);
            connection.send("got " + line);
            if (line.equals("quit")) {
                connection.close();
            }
        }

        @Override
        public void oversizeLine() {
            oversize = true;
            connection.send("too long");
        }
    };

    private void receive(String text) {
        connection.receive(TextOutlet.chunk(text), handler);
    }

    @Test
    void answersOneChunkWithOneWriteInOrder() {
        receive("a\nb\r\n\nc");
        assertThat(lines).containsExactly("a", "b");
        assertThat(sent).containsExactly("got a\ngot b\n");
        receive("d\n");
        assertThat(lines).containsExactly("a", "b", "cd");
    }

    @Test
    void sendsAtOnceWhatNoChunkAskedFor() {
        connection.send("news");
        assertThat(sent).containsExactly("news\n");
    }

    @Test
    void takesALineOfTheBoundAndNoLonger() {
        String longest = "x".repeat(StratumConnection.LINE_BYTES_MAX);
        receive(longest);
        receive("\n");
        assertThat(lines).containsExactly(longest);
        receive(longest + "x");
        assertThat(oversize).isTrue();
        assertThat(closed).isEqualTo(1);
        assertThat(sent.getLast()).isEqualTo("too long\n");
    }

    @Test
    void hearsAndSaysNothingAfterClosing() {
        receive("quit\na\n");
        receive("b\n");
        connection.send("news");
        connection.close();
        assertThat(lines).containsExactly("quit");
        assertThat(sent).containsExactly("got quit\n");
        assertThat(closed).isEqualTo(1);
    }

    @Test
    void gathersOnlySoMuchForOneWrite() {
        receive("a\n".repeat(32 * 1024));
        assertThat(lines).hasSize(32 * 1024);
        assertThat(String.join("", sent)).isEqualTo("got a\n".repeat(32 * 1024));
        assertThat(sent).allSatisfy(write -> assertThat(write).hasSizeLessThanOrEqualTo(16 * 1024));
        assertThat(sent).as("few writes").hasSizeLessThan(32);
    }

    @Test
    void keepsNoLineWithoutAnEndBeyondTheRoomOfAllAndGivesItBack() {
        String part = "x".repeat(StratumConnection.LINE_BYTES_MAX);
        int each = StratumConnection.LINE_BYTES_MAX - LineRoom.FREE_BYTES;
        List<StratumConnection> others = new ArrayList<>();
        for (int used = 0; used + each <= LineRoom.BYTES_MAX; used += each) {
            StratumConnection other =
                    new StratumConnection(new TextOutlet(sent::add, () -> closed++), System::nanoTime, room, turns);
            other.receive(TextOutlet.chunk(part), handler);
            others.add(other);
        }
        assertThat(closed).isZero();
        receive("x".repeat(LineRoom.FREE_BYTES) + "\nx");
        assertThat(closed).as("a short one is free").isZero();
        receive(part.substring(1));
        assertThat(closed).isEqualTo(1);
        others.getFirst().receive(TextOutlet.chunk("\n"), handler);
        others.getLast().gone();
        for (int i = 0; i < 2; i++) {
            new StratumConnection(new TextOutlet(sent::add, () -> closed++), System::nanoTime, room, turns)
                    .receive(TextOutlet.chunk(part), handler);
        }
        assertThat(closed).isEqualTo(1);
    }

    @Test
    void readsNoFurtherWhereAWriteClosedIt() {
        StratumConnection[] deaf = new StratumConnection[1];
        deaf[0] = new StratumConnection(
                new TextOutlet(
                        text -> {
                            sent.add(text);
                            deaf[0].close();
                        },
                        () -> closed++),
                System::nanoTime,
                room,
                turns);
        deaf[0].receive(TextOutlet.chunk("a\n".repeat(32 * 1024)), new StratumConnection.LineHandler() {
            @Override
            public void line(byte[] bytes, int from, int to) {
                lines.add("a");
                deaf[0].send("got a");
            }

            @Override
            public void oversizeLine() {}
        });
        assertThat(closed).isEqualTo(1);
        assertThat(sent).hasSize(1);
        assertThat(lines).hasSizeLessThan(3000);
    }

    @Property(tries = 200)
    void findsTheSameLinesHoweverTheyAreCut(
            @ForAll @Size(max = 20) List<@AlphaChars @StringLength(min = 1, max = 30) String> wanted,
            @ForAll @IntRange(min = 1, max = 40) int step) {
        StratumConnectionTest other = new StratumConnectionTest();
        List<String> free = wanted.stream().filter(line -> !line.equals("quit")).toList();
        String text = free.isEmpty() ? "" : String.join("\n", free) + "\n";
        for (int at = 0; at < text.length(); at += step) {
            other.receive(text.substring(at, Math.min(text.length(), at + step)));
        }
        assertThat(other.lines).isEqualTo(free);
    }
}
