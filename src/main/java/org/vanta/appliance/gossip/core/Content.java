package org.vanta.appliance.gossip.core;

import java.util.Arrays;
import org.vanta.appliance.bytes.Hex;

/** What a gossip message carries; to the protocol just bytes. Immutable: copied on the way in and out. */
public final class Content {
    private final byte[] bytes;

    private Content(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Content of(byte[] bytes) {
        return new Content(bytes.clone());
    }

    /** Takes ownership of an array the caller will not touch again. */
    static Content owning(byte[] bytes) {
        return new Content(bytes);
    }

    /** In bytes. */
    public int size() {
        return bytes.length;
    }

    /** A copy. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Hashes the content. */
    public MessageId id() {
        return new MessageId(Blake3.hash(bytes));
    }

    void writeTo(PostcardWriter writer) {
        writer.byteString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Content that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return Hex.encode(bytes);
    }
}
