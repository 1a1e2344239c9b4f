package org.vanta.appliance.gossip.transport;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.core.PeerId;

/**
 * iroh's endpoint ticket: a peer's id and addresses as one word to pass around. The word is {@code endpoint} and base 32 of a postcard
 * value: variant 0, id 32, then a list of addresses, each 0 and a relay's URL or 1 and a socket address (0 and 4 bytes or 1 and 16
 * bytes, then the port as varint). Source: the public documentation of the crate iroh-tickets 1.0.
 */
public record Ticket(PeerId id, PeerAddress address) {
    static final String PREFIX = "endpoint";
    private static final int RELAY = 0;
    private static final int IP = 1;
    private static final int URL_MAX = 512;
    private static final int TEXT_MAX = 4_096;

    public String text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0);
        out.writeBytes(id.key().toBytes());
        varint(out, (address.relay().isPresent() ? 1 : 0) + address.direct().size());
        address.relay().ifPresent(url -> {
            byte[] bytes = url.getBytes(StandardCharsets.UTF_8);
            out.write(RELAY);
            varint(out, bytes.length);
            out.writeBytes(bytes);
        });
        for (InetSocketAddress direct : address.direct()) {
            byte[] ip = direct.getAddress().getAddress();
            out.write(IP);
            out.write(ip.length == 4 ? 0 : 1);
            out.writeBytes(ip);
            varint(out, direct.getPort());
        }
        return PREFIX + Base32.encode(out.toByteArray());
    }

    /** @throws IllegalArgumentException with one sentence that says what is wrong with the ticket */
    public static Ticket parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new IllegalArgumentException("a ticket begins with '" + PREFIX + "'");
        }
        if (text.length() > TEXT_MAX) {
            throw new IllegalArgumentException("a ticket has at most " + TEXT_MAX + " characters");
        }
        try {
            ByteBuffer in = ByteBuffer.wrap(Base32.decode(text.substring(PREFIX.length())));
            Ticket ticket = read(in);
            if (in.hasRemaining()) {
                throw new IllegalArgumentException(in.remaining() + " bytes follow its end");
            }
            return ticket;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("the ticket is cut short: copy it whole", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the ticket is damaged, copy it again: " + e.getMessage(), e);
        }
    }

    private static Ticket read(ByteBuffer in) {
        if (in.get() != 0) {
            throw new IllegalArgumentException("its version is unknown here");
        }
        PeerId id = new PeerId(Hash256.of(bytes(in, Hash256.BYTES)));
        Optional<String> relay = Optional.empty();
        List<InetSocketAddress> direct = new ArrayList<>();
        int count = varint(in, TEXT_MAX);
        for (int i = 0; i < count; i++) {
            int kind = varint(in, 0xff);
            switch (kind) {
                case RELAY -> {
                    String url = new String(bytes(in, varint(in, URL_MAX)), StandardCharsets.UTF_8);
                    relay = relay.or(() -> Optional.of(url));
                }
                case IP -> direct.add(socketAddress(in));
                default -> throw new IllegalArgumentException("address kind " + kind + " is unknown here");
            }
        }
        return new Ticket(id, new PeerAddress(relay, direct));
    }

    private static InetSocketAddress socketAddress(ByteBuffer in) {
        int family = varint(in, 0xff);
        if (family > 1) {
            throw new IllegalArgumentException("address family " + family + " is unknown here");
        }
        try {
            InetAddress ip = InetAddress.getByAddress(bytes(in, family == 0 ? 4 : 16));
            return new InetSocketAddress(ip, varint(in, 0xffff));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static int varint(ByteBuffer in, int max) {
        int value = 0;
        for (int shift = 0; shift < 28; shift += 7) {
            int next = in.get();
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                if (value > max) {
                    throw new IllegalArgumentException("the number " + value + " is above " + max);
                }
                return value;
            }
        }
        throw new IllegalArgumentException("a number does not end");
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int rest = value;
        while (rest >= 0x80) {
            out.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }
}
