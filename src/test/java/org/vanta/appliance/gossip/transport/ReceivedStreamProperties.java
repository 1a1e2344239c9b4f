package org.vanta.appliance.gossip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import tech.kwik.core.frame.StreamFrame;
import tech.kwik.core.stream.ReceiveBuffer;
import tech.kwik.core.stream.ReceiveBufferImpl;

/** A stream arrives as it was sent, whatever the network does to its packets and whenever it is read. */
class ReceivedStreamProperties {
    private static final int AHEAD_MAX = 250_000;

    @Property(tries = 300)
    void lossOrderAndRepetitionChangeNothing(
            @ForAll @IntRange(min = 1, max = 400_000) int length,
            @ForAll @IntRange(min = 1, max = 20_000) int frameMax,
            @ForAll long seed) {
        Random random = new Random(seed);
        byte[] sent = new byte[length];
        random.nextBytes(sent);
        boolean[] came = new boolean[length];
        byte[] read = new byte[length];
        ReceiveBuffer stream = new ReceiveBufferImpl();
        int whole = 0;
        int readTo = 0;
        while (readTo < length) {
            // The first that lacks comes in the end.
            int from = random.nextInt(4) == 0
                    ? whole
                    : random.nextInt(Math.max(0, readTo - frameMax), Math.min(length, readTo + AHEAD_MAX - frameMax));
            int to = Math.min(length, from + random.nextInt(1, frameMax + 1));
            boolean more = stream.add(
                    new StreamFrame(0, from, Arrays.copyOfRange(sent, from, to), to == length && random.nextBoolean()));
            Arrays.fill(came, from, to, true);
            int before = whole;
            while (whole < length && came[whole]) {
                whole++;
            }
            assertThat(more).isEqualTo(whole > before);
            assertThat(stream.bytesAvailable()).isEqualTo(whole - readTo);
            if (random.nextInt(3) == 0) {
                ByteBuffer part =
                        ByteBuffer.wrap(read, readTo, Math.min(length - readTo, random.nextInt(2 * frameMax)));
                readTo += Math.max(0, stream.read(part));
                assertThat(stream.readOffset()).isEqualTo(readTo);
            }
        }
        assertThat(read).isEqualTo(sent);
        stream.add(new StreamFrame(0, length, new byte[0], true));
        assertThat(stream.allDataReceived()).isTrue();
        assertThat(stream.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
}
