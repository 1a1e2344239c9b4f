package org.vanta.appliance.gossip.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.core.PeerId;

class TicketTest {
    static final PeerAddress ADDRESS = new PeerAddress(
            Optional.of("https://relay.example./"),
            List.of(new InetSocketAddress("192.0.2.1", 11204), new InetSocketAddress("2001:db8::1", 11204)));
    private static final PeerId ID = PeerId.fromHex("ae58ff8833241ac82d6ff7611046ed67b5072d142c588d0063e942d9a75502b6");
    /** Published as a figure in the public tests of iroh-tickets: this id, a relay and 127.0.0.1:1024. */
    private static final String PUBLISHED =
            "00" + ID.hex() + "02" + "00" + "10687474703a2f2f646572702e6d652e2f" + "01" + "00" + "7f0000018008";

    private static String text(String hex) {
        return Ticket.PREFIX + Base32.encode(java.util.HexFormat.of().parseHex(hex));
    }

    @Test
    void readsAndWritesThePublishedTicket() {
        Ticket ticket = Ticket.parse(text(PUBLISHED));
        assertThat(ticket.id()).isEqualTo(ID);
        assertThat(ticket.address().relay()).contains("http://derp.me./");
        assertThat(ticket.address().direct()).containsExactly(new InetSocketAddress("127.0.0.1", 1024));
        assertThat(ticket.text()).isEqualTo(text(PUBLISHED));
    }

    @Test
    void whatIsWrittenIsReadBack() {
        for (PeerAddress address : List.of(ADDRESS, PeerAddress.UNKNOWN)) {
            Ticket ticket = new Ticket(ID, address);
            assertThat(Ticket.parse(ticket.text())).isEqualTo(ticket);
        }
    }

    @Test
    void damagedTicketsSayWhatIsWrongWithThem() {
        String good = text(PUBLISHED);
        refuses("ticket", "begins with 'endpoint'");
        refuses(good.substring(0, good.length() - 8), "cut short");
        refuses(text(PUBLISHED + "00"), "1 bytes follow");
        refuses(good.replace('a', '1'), "not of base 32");
        refuses(text("01" + PUBLISHED.substring(2)), "version");
        refuses(text("00" + ID.hex() + "0107"), "kind 7");
        refuses(text("00" + ID.hex() + "010102"), "family 2");
        refuses(text("00" + ID.hex() + "01" + "01" + "00" + "7f000001" + "ffff7f"), "above 65535");
        refuses(text("00" + ID.hex() + "ffffffff7f"), "does not end");
        refuses(Ticket.PREFIX + "a".repeat(5_000), "4096");
    }

    private static void refuses(String text, String why) {
        assertThatThrownBy(() -> Ticket.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}
