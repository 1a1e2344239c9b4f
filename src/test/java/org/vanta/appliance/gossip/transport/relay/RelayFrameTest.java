package org.vanta.appliance.gossip.transport.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.gossip.core.PeerId;

class RelayFrameTest {
    private static final PeerId PEER = new PeerId(Hash256.of(filled(32, 0x11)));
    private static final List<RelayFrame> FRAMES = List.of(
            new RelayFrame.Challenge(filled(16, 1)),
            new RelayFrame.Proof(PEER, filled(64, 2)),
            new RelayFrame.Accepted(),
            new RelayFrame.Denied("why"),
            new RelayFrame.Packets(true, PEER, (byte) 1, 0, filled(1200, 3)),
            new RelayFrame.Packets(true, PEER, (byte) 0, 1200, filled(3000, 4)),
            new RelayFrame.Packets(false, PEER, (byte) 0, 0, filled(1, 5)),
            new RelayFrame.Packets(false, PEER, (byte) 0, 1, filled(3, 6)),
            new RelayFrame.Gone(PEER),
            new RelayFrame.Ping(filled(8, 7)),
            new RelayFrame.Pong(filled(8, 8)),
            new RelayFrame.Notice(12));

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static Optional<RelayFrame> decode(String hex) {
        return RelayFrame.decode(HexFormat.of().parseHex(hex));
    }

    @Test
    void isWrittenAsIrohWritesIt() {
        assertThat(HexFormat.of().formatHex(FRAMES.get(1).encoded()))
                .isEqualTo("01" + "11".repeat(32) + "40" + "02".repeat(64));
        assertThat(HexFormat.of().formatHex(FRAMES.get(7).encoded()))
                .isEqualTo("07" + "11".repeat(32) + "000001060606");
        assertThat(HexFormat.of().formatHex(FRAMES.get(8).encoded())).isEqualTo("08" + "11".repeat(32));
    }

    @Test
    void everyFrameIsReadBackAsItWas() {
        for (RelayFrame frame : FRAMES) {
            RelayFrame read = RelayFrame.decode(frame.encoded()).orElseThrow();
            assertThat(read).hasSameClassAs(frame);
            if (!(frame instanceof RelayFrame.Denied)) {
                assertThat(read.encoded()).isEqualTo(frame.encoded());
            }
        }
    }

    @Test
    void batchesAreSplitBySegment() {
        RelayFrame.Packets batch = (RelayFrame.Packets) FRAMES.get(5);
        assertThat(batch.split().stream().map(packet -> packet.length)).containsExactly(1200, 1200, 600);
    }

    @Test
    void aBatchHasSoManyPacketsAndNoMore() {
        String batch = "07" + "11".repeat(32) + "00" + "0002";
        assertThat(decode(batch + "0606".repeat(RelayFrame.PACKETS_MAX))).isPresent();
        assertThat(decode(batch + "0606".repeat(RelayFrame.PACKETS_MAX) + "06")).isEmpty();
    }

    @Test
    void whatIsNoFrameIsRefused() {
        assertThat(RelayFrame.decode(new byte[0])).isEmpty();
        assertThat(RelayFrame.decode(new byte[RelayFrame.FRAME_MAX + 1])).isEmpty();
        assertThat(decode("00" + "01".repeat(15))).isEmpty();
        assertThat(decode("01" + "11".repeat(32) + "41" + "02".repeat(64))).isEmpty();
        assertThat(decode("04" + "11".repeat(32) + "00")).isEmpty();
        assertThat(decode("05" + "11".repeat(32) + "00" + "0000" + "aa")).isEmpty();
        assertThat(decode("0e")).isEmpty();
        assertThat(decode("40")).isEmpty();
    }

    @Test
    void mutatedFramesAreRefusedOrReadButNeverBreakTheReader() {
        fuzz(20_000, 1);
    }

    /** Run for longer: {@code RelayFrameTest SECONDS}. */
    public static void main(String[] args) {
        long end = System.currentTimeMillis() + 1_000 * Long.parseLong(args[0]);
        long seed = System.nanoTime();
        long runs = 0;
        for (; System.currentTimeMillis() < end; runs += 10_000) {
            fuzz(10_000, seed++);
        }
        System.out.println(runs + " frames");
    }

    private static void fuzz(int runs, long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < runs; i++) {
            byte[] bytes = FRAMES.get(random.nextInt(FRAMES.size())).encoded();
            for (int changes = random.nextInt(4); changes >= 0 && bytes.length > 0; changes--) {
                bytes[random.nextInt(Math.min(bytes.length, 40))] = (byte) random.nextInt();
                if (random.nextInt(4) == 0) {
                    bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 4));
                }
            }
            byte[] mutant = bytes;
            RelayFrame.decode(mutant).ifPresent(frame -> {
                if (frame instanceof RelayFrame.Packets packets) {
                    int length = packets.split().stream()
                            .mapToInt(packet -> packet.length)
                            .sum();
                    assertThat(length).as("seed " + seed).isEqualTo(packets.content().length);
                }
                if (!(frame instanceof RelayFrame.Denied) && !(frame instanceof RelayFrame.Notice)) {
                    assertThat(frame.encoded()).as("seed " + seed).isEqualTo(mutant);
                }
            });
        }
    }
}
