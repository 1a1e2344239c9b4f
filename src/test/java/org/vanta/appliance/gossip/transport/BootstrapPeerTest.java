package org.vanta.appliance.gossip.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.gossip.core.PeerId;

class BootstrapPeerTest {
    private static final PeerId ID = EndpointKey.generate().id();

    @Test
    void readsNamesAndAddressesOfBothFamilies() throws Exception {
        assertThat(BootstrapPeer.parse(ID + "@pool.example:11204").host()).contains("pool.example");
        assertThat(BootstrapPeer.parse(ID + "@127.0.0.1:1").resolve().direct())
                .containsExactly(new InetSocketAddress("127.0.0.1", 1));
        assertThat(BootstrapPeer.parse(ID + "@[::1]:65535").resolve().direct())
                .containsExactly(new InetSocketAddress("::1", 65535));
        assertThat(BootstrapPeer.parse(ID + "@localhost:7").resolve().direct())
                .contains(new InetSocketAddress(InetAddress.getByName("localhost"), 7));
    }

    @Test
    void readsATicketWithoutAskingDns() throws Exception {
        Ticket ticket = new Ticket(ID, TicketTest.ADDRESS);
        BootstrapPeer peer = BootstrapPeer.parse(ticket.text());
        assertThat(peer.id()).isEqualTo(ID);
        assertThat(peer.host()).isEqualTo(Optional.empty());
        assertThat(peer.resolve()).isEqualTo(TicketTest.ADDRESS);
    }

    @Test
    void readsAListAndForgivesBlanksAndEmptyEntries() {
        String one = ID + "@a.example:1";
        assertThat(BootstrapPeer.parseList(" " + one + " , ," + one + ",")).hasSize(2);
        assertThat(BootstrapPeer.parseList("")).isEqualTo(List.of());
    }

    @Test
    void aNameThatDnsDoesNotKnowIsToldWhenItIsAsked() {
        BootstrapPeer peer = BootstrapPeer.parse(ID + "@nowhere.invalid:1");
        assertThatThrownBy(peer::resolve).isInstanceOf(UnknownHostException.class);
    }

    @Test
    void refusalsNameTheEntryAndTheRemedy() {
        refuses("a.example:11204", "id@host:port");
        refuses(ID + "@a.example", "id@host:port");
        refuses("beef@a.example:1", "64 hex digits");
        refuses(ID + "@:1", "host");
        refuses(ID + "@::1:1", "brackets");
        refuses(ID + "@a.example:0", "1 to 65535");
        refuses(ID + "@a.example:99999999999", "1 to 65535");
        refuses("endpointzz", "damaged");
    }

    private static void refuses(String text, String why) {
        assertThatThrownBy(() -> BootstrapPeer.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text)
                .hasMessageContaining(why);
    }
}
