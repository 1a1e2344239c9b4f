package org.vanta.appliance.gossip;

import java.util.Arrays;
import org.vanta.appliance.gossip.core.Frame;
import org.vanta.appliance.gossip.core.FrameCodec;

/**
 * A Jazzer target (com.code-intelligence:jazzer, run by {@code com.code_intelligence.jazzer.Jazzer --target_class=} this class with that jar
 * on the class path of {@code ./bench}): whatever arrives is read without an exception, and what was read is written and read to the same.
 */
public final class GossipFuzz {
    private GossipFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        byte[] input = Arrays.copyOfRange(data, 1, data.length);
        if ((data[0] & 1) == 0) {
            if (FrameCodec.decode(input) instanceof Frame frame) {
                byte[] written = FrameCodec.encode(frame);
                // An address is put in order when it is first read; from then on nothing changes.
                demand(FrameCodec.decode(written) instanceof Frame again
                        && Arrays.equals(FrameCodec.encode(again), written)
                        && (frame instanceof Frame.Membership || again.equals(frame)));
            }
        } else if (GossipMessageCodec.decode(input)
                instanceof GossipMessageCodec.Decoded.Known(GossipMessage message)) {
            demand(Arrays.equals(GossipMessageCodec.encode(message), input));
        }
    }

    private static void demand(boolean holds) {
        if (!holds) {
            throw new AssertionError("read, written and read, it is something else");
        }
    }
}
