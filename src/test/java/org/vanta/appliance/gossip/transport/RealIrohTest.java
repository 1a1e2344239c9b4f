package org.vanta.appliance.gossip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vanta.appliance.gossip.core.TopicId;

/**
 * Goal: this endpoint is one of iroh's. Method: iroh 1.1 itself, in its own process, dials it and is dialled, and both exchange the frames of a
 * join; then each is refused what the other must refuse.
 */
@Timeout(60)
class RealIrohTest {
    private static final TopicId MAINNET = TopicId.ofName("Vanta/L2/Gossip/v1");
    private static final String JOIN = "000001020000";
    private static final String NEIGHBOR = "0004000100";
    private static final byte[] JOIN_BYTES = HexFormat.of().parseHex(JOIN);

    private static Node node() throws Exception {
        return new Node(IrohQuicTransport::new);
    }

    @Test
    void joinsARealIrohPeerAndIsAnswered() throws Exception {
        try (IrohPeer iroh = IrohPeer.start();
                Node node = node()) {
            node.transport.dial(iroh.id(), iroh.address());
            node.witness.await("connected");
            JsonNode accepted = iroh.await("accepted");
            assertThat(accepted.get("peer").asText()).isEqualTo(node.key.id().hex());
            assertThat(accepted.get("alpn").asText()).isEqualTo("/iroh-gossip/1");

            assertThat(node.transport.send(iroh.id(), MAINNET, JOIN_BYTES)).isTrue();
            assertThat(iroh.await("topic").get("topic").asText())
                    .isEqualTo("483e45ba1d166cde727a449a2ac75b7cc94cf367f3040d2c24b59ade64504a30");
            assertThat(iroh.await("frame").get("frame").asText()).isEqualTo(JOIN);
            Witness.Event answer = node.witness.await("received");
            assertThat(answer.peer()).isEqualTo(iroh.id());
            assertThat(answer.text()).isEqualTo(MAINNET.toString());
            assertThat(answer.frame()).isEqualTo(HexFormat.of().parseHex(NEIGHBOR));
        }
    }

    @Test
    void isJoinedByARealIrohPeer() throws Exception {
        try (IrohPeer iroh = IrohPeer.start();
                Node node = node()) {
            iroh.dial(node.key.id(), node.transport.address());
            assertThat(iroh.await("connected").get("peer").asText())
                    .isEqualTo(node.key.id().hex());
            assertThat(node.witness.await("connected").text()).isEqualTo("inbound");
            iroh.send(MAINNET.toString(), JOIN);
            assertThat(node.witness.await("received").frame()).isEqualTo(JOIN_BYTES);
            assertThat(node.transport.send(iroh.id(), MAINNET, HexFormat.of().parseHex(NEIGHBOR)))
                    .isTrue();
            assertThat(iroh.await("frame").get("frame").asText()).isEqualTo(NEIGHBOR);
        }
    }

    @Test
    void aThousandFramesGoEachWayWhole() throws Exception {
        byte[] frame = new byte[238];
        frame[0] = 1;
        try (IrohPeer iroh = IrohPeer.start();
                Node node = node()) {
            node.transport.dial(iroh.id(), iroh.address());
            node.witness.await("connected");
            int sent = 0;
            for (int received = 0; received < 1_000; received++) {
                // What has arrived has left the queue, so there is room again after each wait.
                while (sent < 1_000 && node.transport.send(iroh.id(), MAINNET, frame)) {
                    sent++;
                }
                assertThat(iroh.await("frame").get("frame").asText()).hasSize(2 * frame.length);
            }
            assertThat(sent).isEqualTo(1_000);
            iroh.tell(iroh.command("repeat")
                    .put("topic", MAINNET.toString())
                    .put("frame", HexFormat.of().formatHex(frame))
                    .put("count", 1_000));
            assertThat(node.witness.await("received", 1_000)).allMatch(event -> Arrays.equals(event.frame(), frame));
        }
    }

    @Test
    void sendsItsLastFramesAndClosesSoThatIrohSeesAnEnd() throws Exception {
        try (IrohPeer iroh = IrohPeer.start();
                Node node = node()) {
            node.transport.dial(iroh.id(), iroh.address());
            node.witness.await("connected");
            node.transport.send(iroh.id(), MAINNET, HexFormat.of().parseHex("00050000"));
            node.transport.disconnect(iroh.id(), "done");
            assertThat(iroh.await("frame").get("frame").asText()).isEqualTo("00050000");
            assertThat(iroh.await("end").get("count").asInt()).isEqualTo(1);
            iroh.await("closed");
            node.witness.await("disconnected");
        }
    }

    @Test
    void hearsThatIrohHasClosed() throws Exception {
        try (IrohPeer iroh = IrohPeer.start();
                Node node = node()) {
            iroh.dial(node.key.id(), node.transport.address());
            iroh.await("connected");
            node.witness.await("connected");
            // Once iroh has heard of us its handshake is confirmed; before that it ends the handshake instead.
            node.transport.send(iroh.id(), MAINNET, JOIN_BYTES);
            iroh.await("frame");
            iroh.tell(iroh.command("close"));
            assertThat(node.witness.await("disconnected").peer()).isEqualTo(iroh.id());
        }
    }

    @Test
    void refusesAnotherPeerThanTheOneDialledOnBothSides() throws Exception {
        try (IrohPeer iroh = IrohPeer.start();
                Node node = node()) {
            node.transport.dial(EndpointKey.generate().id(), iroh.address());
            assertThat(node.witness.await("unreachable").text()).contains("127.0.0.1");
            iroh.dial(EndpointKey.generate().id(), node.transport.address());
            iroh.await("unreachable");
            assertThat(node.witness.seen()).isEmpty();
        }
    }

    @Test
    void refusesAnotherProtocolWithTheAlertForIt() throws Exception {
        try (IrohPeer iroh = IrohPeer.start();
                Node node = node()) {
            iroh.tell(iroh.command("dial")
                    .put("peer", node.key.id().hex())
                    .put("alpn", "/iroh-gossip/0")
                    .set(
                            "addresses",
                            JsonNodeFactory.instance
                                    .arrayNode()
                                    .add("127.0.0.1:"
                                            + node.transport
                                                    .address()
                                                    .direct()
                                                    .getFirst()
                                                    .getPort())));
            // 120 is no_application_protocol.
            assertThat(iroh.await("unreachable").get("reason").asText()).contains("120");
            assertThat(node.witness.seen()).isEmpty();
        }
    }

    @Test
    void stopsAStreamWhoseFrameIsTooLongBeforeReadingIt() throws Exception {
        try (IrohPeer iroh = IrohPeer.start();
                Node node = node()) {
            iroh.dial(node.key.id(), node.transport.address());
            iroh.await("connected");
            node.witness.await("connected");
            iroh.tell(iroh.command("raw").put("hex", "00000020" + MAINNET + "00010001"));
            assertThat(node.witness.await("misbehaved").text())
                    .contains("65537")
                    .contains("65536");
            iroh.await("stopped");
            iroh.send(MAINNET.toString(), JOIN);
            assertThat(node.witness.await("received").frame()).isEqualTo(JOIN_BYTES);
        }
    }

    @Test
    void stopsAStreamThatDoesNotBeginWithATopic() throws Exception {
        try (IrohPeer iroh = IrohPeer.start();
                Node node = node()) {
            iroh.dial(node.key.id(), node.transport.address());
            iroh.await("connected");
            node.witness.await("connected");
            iroh.tell(iroh.command("raw").put("hex", "00000006" + JOIN));
            assertThat(node.witness.await("misbehaved").text()).contains("6 bytes");
            iroh.await("stopped");
        }
    }

    @Test
    void readsItsTicketsAndWritesTicketsItReads() throws Exception {
        try (IrohPeer iroh = IrohPeer.start()) {
            Ticket theirs = Ticket.parse(iroh.ready.get("ticket").asText());
            assertThat(theirs.id()).isEqualTo(iroh.id());
            assertThat(theirs.address().direct()).isEqualTo(iroh.address().direct());
            assertThat(theirs.text()).isEqualTo(iroh.ready.get("ticket").asText());

            Ticket ours = new Ticket(EndpointKey.generate().id(), TicketTest.ADDRESS);
            iroh.tell(iroh.command("ticket").put("text", ours.text()));
            JsonNode read = iroh.await("ticket");
            assertThat(read.get("peer").asText()).isEqualTo(ours.id().hex());
            assertThat(read.get("relay").asText()).isEqualTo("https://relay.example./");
            assertThat(List.of(
                            read.get("addresses").get(0).asText(),
                            read.get("addresses").get(1).asText()))
                    .containsExactly("192.0.2.1:11204", "[2001:db8::1]:11204");
        }
    }
}
