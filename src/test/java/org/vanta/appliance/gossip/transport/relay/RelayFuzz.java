package org.vanta.appliance.gossip.transport.relay;

import java.util.Arrays;
import java.util.Optional;

/**
 * A Jazzer target, run as {@code GossipFuzz} is: whatever a relay or its client receives is read without an exception, and what was read is
 * written and read to the same.
 */
public final class RelayFuzz {
    private RelayFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Optional<RelayFrame> read = RelayFrame.decode(data);
        if (read.isEmpty()) {
            return;
        }
        byte[] written = read.get().encoded();
        // A refusal's text loses its length byte and spaces, a notice what only people read; all else is one to one.
        boolean forPeople = read.get() instanceof RelayFrame.Denied || read.get() instanceof RelayFrame.Notice;
        demand(forPeople || Arrays.equals(written, data), "written otherwise than read");
        if (read.get() instanceof RelayFrame.Packets packets) {
            int bytes =
                    packets.split().stream().mapToInt(packet -> packet.length).sum();
            demand(bytes == packets.content().length, "splitting loses bytes");
            demand(
                    packets.split().stream().allMatch(packet -> packet.length > 0),
                    "an empty packet comes of splitting");
        }
    }

    private static void demand(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
