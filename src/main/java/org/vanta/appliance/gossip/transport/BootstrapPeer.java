package org.vanta.appliance.gossip.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.core.PeerId;

/**
 * A peer to begin with, as an operator writes it: iroh's endpoint ticket, or {@code id@host:port} with the id as 64 hex digits and the host as DNS
 * name, IPv4 address or IPv6 address in brackets.
 *
 * @param host empty for a ticket, which carries addresses
 * @param ticketAddress what the ticket said
 */
public record BootstrapPeer(PeerId id, Optional<String> host, int port, PeerAddress ticketAddress) {
    private static final String FORMS = "an endpoint ticket, or id@host:port with an id of 64 hex digits";

    /**
     * Parses a list separated by commas; blanks around entries are allowed.
     *
     * @throws IllegalArgumentException naming the entry and what would be right
     */
    public static List<BootstrapPeer> parseList(String text) {
        List<BootstrapPeer> peers = new ArrayList<>();
        for (String entry : text.split(",", -1)) {
            if (!entry.isBlank()) {
                peers.add(parse(entry.strip()));
            }
        }
        return List.copyOf(peers);
    }

    /** @throws IllegalArgumentException naming the text and what would be right */
    public static BootstrapPeer parse(String text) {
        if (text.startsWith(Ticket.PREFIX)) {
            try {
                Ticket ticket = Ticket.parse(text);
                return new BootstrapPeer(ticket.id(), Optional.empty(), 0, ticket.address());
            } catch (IllegalArgumentException e) {
                throw refuse(text, String.valueOf(e.getMessage()));
            }
        }
        int at = text.indexOf('@');
        int colon = text.lastIndexOf(':');
        if (at < 0 || colon < at) {
            throw refuse(text, "a peer is " + FORMS);
        }
        return new BootstrapPeer(
                id(text, text.substring(0, at)),
                Optional.of(host(text, text.substring(at + 1, colon))),
                port(text, text.substring(colon + 1)),
                PeerAddress.UNKNOWN);
    }

    private static PeerId id(String text, String hex) {
        try {
            return PeerId.fromHex(hex);
        } catch (MalformedBytesException | IllegalArgumentException _) {
            throw refuse(text, "the id before '@' is 64 hex digits");
        }
    }

    private static String host(String text, String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (host.isEmpty() || host.chars().anyMatch(Character::isWhitespace)) {
            throw refuse(text, "the host between '@' and ':' is missing");
        }
        if (!bracketed && host.indexOf(':') >= 0) {
            throw refuse(text, "an IPv6 address stands in brackets: id@[" + host + "]:port");
        }
        return bracketed ? host.substring(1, host.length() - 1) : host;
    }

    private static int port(String text, String digits) {
        try {
            int port = Integer.parseInt(digits);
            if (port > 0 && port <= 0xffff) {
                return port;
            }
        } catch (NumberFormatException _) {
            // Told below.
        }
        throw refuse(text, "the port after ':' is a number from 1 to 65535");
    }

    private static IllegalArgumentException refuse(String text, String why) {
        String shown = text.length() > 120 ? text.substring(0, 120) + "..." : text;
        return new IllegalArgumentException("'" + shown + "' names no peer: " + why);
    }

    /**
     * Asks DNS for the host's addresses; takes as long as DNS does, so never call it from an event loop.
     *
     * @throws UnknownHostException if the name has no address now
     */
    public PeerAddress resolve() throws UnknownHostException {
        if (host.isEmpty()) {
            return ticketAddress;
        }
        List<InetSocketAddress> direct = Arrays.stream(InetAddress.getAllByName(host.get()))
                .map(ip -> new InetSocketAddress(ip, port))
                .toList();
        return new PeerAddress(Optional.empty(), direct);
    }
}
