package org.vanta.appliance.gossip;

import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.gossip.core.PeerId;

/** Who is banned: a key, or a group of addresses. */
sealed interface BanSubject {
    int ID_DIGITS = 64;

    record Key(PeerId peer) implements BanSubject {
        @Override
        public String toString() {
            return peer.hex();
        }
    }

    record Addresses(AddressGroup group) implements BanSubject {
        @Override
        public String toString() {
            return group.prefix();
        }
    }

    /**
     * Reads a peer's id, an address, or a group of addresses.
     *
     * @throws IllegalArgumentException naming the text and what would be right
     */
    static BanSubject parse(String text) {
        if (text.length() == ID_DIGITS) {
            try {
                return new Key(PeerId.fromHex(text));
            } catch (MalformedBytesException e) {
                throw new IllegalArgumentException("\"" + text + "\" is no peer's id: " + e.getMessage(), e);
            }
        }
        return new Addresses(AddressGroup.parse(text));
    }
}
