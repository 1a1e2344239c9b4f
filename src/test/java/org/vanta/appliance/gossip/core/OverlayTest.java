package org.vanta.appliance.gossip.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vanta.appliance.gossip.core.TopicHarness.count;
import static org.vanta.appliance.gossip.core.TopicHarness.named;
import static org.vanta.appliance.gossip.core.TopicHarness.peer;
import static org.vanta.appliance.gossip.core.TopicHarness.sentTo;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Goal: a topic has neighbours enough, some of its own choice, and nobody fills its reserve. Method: one topic under a hand-turned clock. */
class OverlayTest {
    private static final PeerId A = peer(1);
    private static final PeerId B = peer(2);
    private static final PeerId C = peer(9);

    private final TopicHarness topic = new TopicHarness();

    /** iroh forwards all of these unread and unbounded, and can be made to send the last two by anybody. */
    @Test
    void dropsWhatIsTooMuchOfTheOverlayWithoutBlame() {
        topic.neighbour(A);
        topic.neighbour(B);
        topic.neighbour(peer(3));
        List<Frame> floods = List.of(
                new Frame.Shuffle(C, List.of(), 3),
                new Frame.Shuffle(A, List.of(), 3),
                new Frame.ForwardJoin(new PeerInfo(C, Optional.empty()), 3),
                new Frame.ForwardJoin(new PeerInfo(A, Optional.empty()), 3),
                new Frame.ShuffleReply(nodes(4)),
                new Frame.Neighbor(Frame.Priority.HIGH, Optional.empty()));
        List<Action> all = new ArrayList<>();
        for (Frame frame : floods) {
            for (int i = 0; i < 5_000; i++) {
                all.addAll(topic.receive(A, frame));
            }
        }
        assertThat(all).noneMatch(Action.Misbehaved.class::isInstance);
        assertThat(count(all, Action.Ignored.class::isInstance)).isGreaterThan(25_000);
        assertThat(count(all, action -> action instanceof Action.Send || action instanceof Action.Dial))
                .isLessThan(300);
    }

    @Test
    void takesNoMoreOfALongSampleThanOfAShortOneAndBlamesNobodyForIt() {
        topic.neighbour(A);
        topic.neighbour(B);
        for (PeerId origin : List.of(C, A)) {
            List<Action> dropped = topic.receive(A, new Frame.Shuffle(origin, nodes(17), 3));
            assertThat(dropped).containsOnly(new Action.Ignored(A));
        }
        List<Action> taken = topic.receive(A, new Frame.ShuffleReply(nodes(35)));
        assertThat(named(A, taken)).isEmpty();
        assertThat(topic.topic().size().reserves())
                .isEqualTo(GossipLimits.DEFAULT.members().passiveOfOneTeller());
        List<PeerId> told = sentTo(B, topic.receive(A, new Frame.Shuffle(B, nodes(16), 0))).stream()
                .flatMap(frame -> ((Frame.ShuffleReply) frame).nodes().stream())
                .map(PeerInfo::id)
                .toList();
        assertThat(told)
                .hasSizeGreaterThan(7)
                .isSubsetOf(Stream.concat(Stream.of(A), nodes(16).stream().map(PeerInfo::id))
                        .toList());
    }

    private static List<PeerInfo> nodes(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new PeerInfo(peer(1_000 + i), Optional.empty()))
                .toList();
    }

    @Test
    void keepsItsReserveBoundedAndNobodyFillsItAlone() {
        topic.neighbour(A);
        topic.neighbour(B);
        for (int i = 0; i < 20; i++) {
            topic.receive(A, reply(1000 + 10 * i));
        }
        assertThat(topic.topic().size().reserves())
                .isEqualTo(GossipLimits.DEFAULT.members().passiveOfOneTeller());
        for (int teller = 10; teller < 20; teller++) {
            topic.neighbour(peer(teller));
            topic.receive(peer(teller), reply(3000 + 10 * teller));
        }
        assertThat(topic.topic().size().reserves())
                .isEqualTo(GossipLimits.DEFAULT.members().passive());
    }

    @Test
    void keepsWhatAPeerHasToldAgainstAnothersWord() {
        topic.neighbour(A);
        topic.neighbour(B);
        topic.handle(new Event.Connected(C));
        topic.receive(B, told(100, 8, 1));
        topic.receive(A, told(100, 8, 2));
        for (int i = 0; i < 30; i += 10) {
            topic.receive(A, told(200 + i, 10, 2));
        }
        assertThat(topic.topic().size().reserves()).isEqualTo(16);
        assertThat(reserve()).containsAll(((Frame.ShuffleReply) told(100, 8, 1)).nodes());
        // The same teller, and the peer itself, know better.
        topic.receive(B, told(100, 1, 3));
        topic.neighbour(peer(101));
        topic.receive(peer(101), new Frame.Join(Optional.of(at(4))));
        topic.handle(new Event.Disconnected(peer(101)));
        assertThat(reserve()).contains(new PeerInfo(peer(100), Optional.of(at(3))));
    }

    /** All of the reserve, as it is told to C. */
    private List<PeerInfo> reserve() {
        List<PeerInfo> none = Collections.nCopies(16, new PeerInfo(A, Optional.empty()));
        return sentTo(C, topic.receive(B, new Frame.Shuffle(C, none, 0))).stream()
                .filter(Frame.ShuffleReply.class::isInstance)
                .flatMap(frame -> ((Frame.ShuffleReply) frame).nodes().stream())
                .toList();
    }

    private static PeerAddress at(int port) {
        return new PeerAddress(
                Optional.empty(), List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    }

    private static Frame told(int first, int count, int port) {
        return new Frame.ShuffleReply(IntStream.range(first, first + count)
                .mapToObj(i -> new PeerInfo(peer(i), Optional.of(at(port))))
                .toList());
    }

    @Test
    void callsAContactFirstWhereItsOwnerSaidItIs() {
        topic.handle(new Event.Join(List.of(new PeerInfo(C, Optional.of(at(1))))));
        topic.handle(new Event.Unreachable(C));
        topic.neighbour(A);
        Frame told = new Frame.ShuffleReply(List.of(new PeerInfo(C, Optional.of(at(2)))));
        List<Action.Dial> dials = Stream.concat(
                        topic.receive(A, told).stream(), topic.pass(Duration.ofSeconds(10)).stream())
                .filter(Action.Dial.class::isInstance)
                .map(Action.Dial.class::cast)
                .toList();
        assertThat(dials)
                .isNotEmpty()
                .allSatisfy(dial -> assertThat(dial.address().direct())
                        .containsExactlyElementsOf(Stream.concat(at(1).direct().stream(), at(2).direct().stream())
                                .toList()));
    }

    @Test
    void hasAPlaceForADialOfItsOwnWhateverOthersMakeItDial() {
        topic.neighbour(A);
        int dialled = 0;
        for (int i = 0; i < 40; i++) {
            Frame introduction = new Frame.ForwardJoin(new PeerInfo(peer(100 + i), Optional.of(at(9))), 0);
            for (Action action : topic.receive(A, introduction)) {
                if (action instanceof Action.Dial(PeerId peer, PeerAddress _)) {
                    dialled++;
                    if (dialled % 2 == 0) {
                        // It answers, and has nothing to say.
                        topic.handle(new Event.Connected(peer));
                    }
                }
            }
        }
        assertThat(dialled).isEqualTo(GossipLimits.DEFAULT.members().dialledForOthers());
        Event contact = new Event.Join(List.of(new PeerInfo(C, Optional.of(at(1)))));
        assertThat(topic.handle(contact)).contains(new Action.Dial(C, at(1)));
    }

    @Test
    void keepsAPeerThatItHadNoRoomToDial() {
        topic.neighbour(A);
        assertThat(topic.receive(A, told(100, 1, 1))).contains(new Action.Dial(peer(100), at(1)));
        topic.handle(new Event.NotDialled(peer(100)));
        assertThat(topic.topic().size().reserves()).isOne();
        assertThat(topic.pass(Duration.ofSeconds(10))).contains(new Action.Dial(peer(100), at(1)));
        topic.handle(new Event.Unreachable(peer(100)));
        assertThat(topic.topic().size().reserves()).isZero();
    }

    private static Frame reply(int first) {
        return new Frame.ShuffleReply(IntStream.range(first, first + 8)
                .mapToObj(i -> new PeerInfo(peer(i), Optional.empty()))
                .toList());
    }

    @Test
    void keepsTwoNeighboursOfItsOwnChoiceAgainstAnyNumberThatCome() {
        topic.chosen(A);
        topic.chosen(B);
        for (int i = 10; i < 200; i++) {
            topic.neighbour(peer(i));
        }
        assertThat(topic.topic().neighbours()).hasSize(5).contains(A, B);
    }

    @Test
    void countsNeighboursOfItsOwnChoiceInOneNetGroupAsOne() {
        PeerId elsewhere = peer(3);
        topic.inGroup("cb00", A, B);
        topic.inGroup("c633", elsewhere);
        topic.chosen(A);
        topic.chosen(B);
        for (int i = 10; i < 200; i++) {
            topic.neighbour(peer(i));
        }
        assertThat(topic.topic().neighbours()).hasSize(5).contains(A).doesNotContain(B);
        topic.chosen(B);
        assertThat(sentTo(
                        B,
                        topic.pass(
                                GossipLimits.DEFAULT.spreading().announceAfter().multipliedBy(2))))
                .isEmpty();
        topic.chosen(elsewhere);
        for (int i = 200; i < 400; i++) {
            topic.neighbour(peer(i));
        }
        assertThat(topic.topic().neighbours()).hasSize(5).contains(A, elsewhere);
    }

    @Test
    void asksOnlyPeersOfAnotherNetGroupOnceOnlyPlacesOfItsOwnChoiceAreFree() {
        PeerId elsewhere = peer(3);
        topic.inGroup("cb00", A, B);
        topic.inGroup("c633", elsewhere);
        topic.chosen(A);
        for (int i = 10; i < 14; i++) {
            topic.neighbour(peer(i));
        }
        PeerInfo same = new PeerInfo(B, Optional.empty());
        PeerInfo other = new PeerInfo(elsewhere, Optional.empty());
        List<Action> actions = new ArrayList<>(topic.receive(A, new Frame.ShuffleReply(List.of(same, other))));
        actions.addAll(topic.pass(Duration.ofSeconds(8)));
        List<PeerId> dialled = actions.stream()
                .filter(Action.Dial.class::isInstance)
                .map(action -> ((Action.Dial) action).peer())
                .distinct()
                .toList();
        assertThat(dialled).containsExactly(elsewhere);
    }

    @Test
    void takesPlacesBackForNeighboursOfItsOwnChoice() {
        for (int i = 10; i < 15; i++) {
            topic.neighbour(peer(i));
        }
        topic.chosen(A);
        topic.chosen(B);
        assertThat(topic.topic().neighbours()).hasSize(5).contains(A, B);
    }

    @Test
    void comesBackToAPeerWhoseConnectionBroke() {
        topic.neighbour(A);
        topic.handle(new Event.Disconnected(A));
        assertThat(topic.topic().neighbours()).isEmpty();
        assertThat(topic.pass(Duration.ofSeconds(5))).contains(new Action.Dial(A, PeerAddress.UNKNOWN));
    }

    @Test
    void triesItsContactsAgainWhileAlone() {
        topic.handle(new Event.Join(List.of(new PeerInfo(A, Optional.empty()))));
        topic.handle(new Event.Unreachable(A));
        assertThat(topic.pass(Duration.ofSeconds(5))).contains(new Action.Dial(A, PeerAddress.UNKNOWN));
    }

    @Test
    void givesUpConnectionsItHasNoUseFor() {
        topic.handle(new Event.Connected(A));
        assertThat(topic.pass(Duration.ofSeconds(12))).contains(new Action.Disconnect(A));
    }
}
