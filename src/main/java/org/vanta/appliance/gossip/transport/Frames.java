package org.vanta.appliance.gossip.transport;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** iroh-gossip/1's framing: the length as u32 big-endian, then as many bytes. */
final class Frames {
    static final int LENGTH_BYTES = 4;

    private Frames() {}

    /**
     * Reads one frame; nothing is allocated before its length is found right.
     *
     * @return empty at the end of the stream, if it is between two frames
     * @throws BrokenFrameException if the length is out of bounds
     * @throws IOException also if the stream ends within a frame, as it does when a connection is cut: nobody's fault
     */
    static Optional<byte[]> read(DataInputStream in, int min, int max) throws IOException, BrokenFrameException {
        int first = in.read();
        if (first < 0) {
            return Optional.empty();
        }
        long length = (long) first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
        if (length < min || length > max) {
            throw new BrokenFrameException("frame of " + length + " bytes, wanted are " + min + " to " + max);
        }
        byte[] frame = new byte[(int) length];
        in.readFully(frame);
        return Optional.of(frame);
    }

    /** Frames with their lengths, as one piece. */
    static byte[] join(List<byte[]> frames) {
        int size = 0;
        for (byte[] frame : frames) {
            size += LENGTH_BYTES + frame.length;
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        for (byte[] frame : frames) {
            out.putInt(frame.length).put(frame);
        }
        return out.array();
    }
}
