package org.vanta.appliance.gossip.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.vanta.appliance.gossip.core.TopicHarness.count;
import static org.vanta.appliance.gossip.core.TopicHarness.gossip;
import static org.vanta.appliance.gossip.core.TopicHarness.named;
import static org.vanta.appliance.gossip.core.TopicHarness.peer;
import static org.vanta.appliance.gossip.core.TopicHarness.sentTo;
import static org.vanta.appliance.gossip.core.TopicHarness.unknownId;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopicStateTest {
    private static final PeerId A = peer(1);
    private static final PeerId B = peer(2);
    private static final PeerId C = peer(9);

    private static final GossipLimits.Spreading LIMITS = GossipLimits.DEFAULT.spreading();
    private static final Duration WITHHELD_AFTER = LIMITS.withheldAfter();

    private final TopicHarness topic = new TopicHarness();

    @Test
    void joinsAsIrohExpects() {
        List<Action> first = topic.handle(new Event.Join(List.of(new PeerInfo(A, Optional.empty()))));
        assertThat(first).contains(new Action.Dial(A, PeerAddress.UNKNOWN));
        List<Action> connected = topic.handle(new Event.Connected(A));
        assertThat(sentTo(A, connected)).containsExactly(new Frame.Join(Optional.of(PeerAddress.UNKNOWN)));
        List<Action> agreed = topic.receive(A, new Frame.Neighbor(Frame.Priority.HIGH, Optional.empty()));
        assertThat(agreed).contains(new Action.NeighborUp(A, PeerAddress.UNKNOWN, true));
        Frame echo = new Frame.Neighbor(Frame.Priority.HIGH, Optional.of(PeerAddress.UNKNOWN));
        assertThat(sentTo(A, agreed)).containsExactly(echo);
        assertThat(topic.topic().neighbours()).containsExactly(A);
        // Two peers that both answer answers would never stop.
        assertThat(sentTo(A, topic.receive(A, echo))).isEmpty();
    }

    @Test
    void welcomesWhoJoinsAndIntroducesIt() {
        topic.neighbour(A);
        topic.handle(new Event.Connected(B));
        List<Action> joined = topic.receive(B, new Frame.Join(Optional.empty()));
        assertThat(sentTo(B, joined)).hasOnlyElementsOfType(Frame.Neighbor.class);
        assertThat(sentTo(A, joined)).containsExactly(new Frame.ForwardJoin(new PeerInfo(B, Optional.empty()), 6));
    }

    @Test
    void deliversOnceAndPassesOnToTheOthers() {
        topic.neighbour(A);
        topic.neighbour(B);
        List<Action> first = topic.receive(A, gossip(1, 1));
        assertThat(count(first, Action.Deliver.class::isInstance)).isEqualTo(1);
        assertThat(sentTo(A, first)).isEmpty();
        assertThat(sentTo(B, first))
                .containsExactly(
                        new Frame.Gossip(gossip(1, 1).id(), gossip(1, 1).content(), new Scope.Swarm(1)));
        List<Action> again = topic.receive(B, gossip(1, 1));
        assertThat(count(again, Action.Deliver.class::isInstance)).isZero();
    }

    @Test
    void checksContentBeforePassingItOn() {
        topic.neighbour(A);
        topic.neighbour(B);
        List<Action> rejected = topic.receive(A, gossip(0, 1));
        assertThat(rejected).contains(new Action.Ignored(A));
        List<Action> ignored = topic.receive(A, gossip(2, 1));
        assertThat(ignored).contains(new Action.Ignored(A));
        Frame.Gossip spoofed = new Frame.Gossip(unknownId(9), gossip(1, 1).content(), new Scope.Swarm(0));
        assertThat(named(A, topic.receive(A, spoofed))).containsExactly(Misbehaviour.SPOOFED_ID);
        for (List<Action> each : List.of(rejected, ignored)) {
            assertThat(count(each, Action.Deliver.class::isInstance)).isZero();
            assertThat(sentTo(B, each)).isEmpty();
        }
    }

    @Test
    void blamesForBadContentOnlyWhoMustHaveMadeIt() {
        topic.neighbour(A);
        List<Action> passedOn = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            passedOn.addAll(topic.receive(A, withScope(gossip(0, i), new Scope.Swarm(3))));
            // iroh's rounds wrap: an attacker who begins at 65,535 has it bring a 0.
            passedOn.addAll(topic.receive(A, withScope(gossip(0, 1_000 + i), new Scope.Swarm(0))));
        }
        passedOn.addAll(topic.receive(B, withScope(gossip(0, 1), new Scope.Swarm(4))));
        passedOn.addAll(topic.receive(A, withScope(large(), new Scope.Swarm(1))));
        assertThat(passedOn).noneMatch(Action.Misbehaved.class::isInstance).noneMatch(Action.Deliver.class::isInstance);
        assertThat(topic.topic().size().cached()).isZero();
        // What is for neighbours goes no farther, so who brings it has made it.
        Frame.Gossip own = withScope(gossip(0, 2_001), new Scope.Neighbors());
        assertThat(named(A, topic.receive(A, own))).containsExactly(Misbehaviour.INVALID_CONTENT);
        assertThat(named(A, topic.receive(A, own))).containsExactly(Misbehaviour.INVALID_CONTENT);
    }

    private static Frame.Gossip withScope(Frame.Gossip gossip, Scope scope) {
        return new Frame.Gossip(gossip.id(), gossip.content(), scope);
    }

    private static Frame.Gossip large() {
        Content content = Content.of(new byte[LIMITS.contentMax() + 1]);
        return new Frame.Gossip(content.id(), content, new Scope.Swarm(0));
    }

    @Test
    void refusesContentBeyondTheLimit() {
        assertThat(named(A, topic.receive(A, withScope(large(), new Scope.Neighbors()))))
                .containsExactly(Misbehaviour.OVERSIZE_CONTENT);
        assertThatThrownBy(() -> topic.handle(new Event.Broadcast(large().content())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void passesOnWhatANeighbourHadMeantForItAlone() {
        topic.neighbour(A);
        topic.neighbour(B);
        Frame.Gossip swarm = gossip(1, 1);
        List<Action> first = topic.receive(A, new Frame.Gossip(swarm.id(), swarm.content(), new Scope.Neighbors()));
        assertThat(count(first, Action.Deliver.class::isInstance)).isEqualTo(1);
        assertThat(sentTo(B, first)).isEmpty();
        List<Action> second = topic.receive(A, swarm);
        assertThat(count(second, Action.Deliver.class::isInstance)).isZero();
        assertThat(sentTo(B, second)).hasOnlyElementsOfType(Frame.Gossip.class);
    }

    @Test
    void asksForWhatWasAnnouncedAndNamesWhoWithholdsIt() {
        topic.neighbour(A);
        topic.receive(A, new Frame.IHave(List.of(new Frame.Announcement(unknownId(5), 3))));
        List<Action> asked = topic.pass(Duration.ofMillis(100));
        assertThat(sentTo(A, asked)).containsExactly(new Frame.Graft(Optional.of(unknownId(5)), 3));
        assertThat(topic.topic().size().requested()).isOne();
        assertThat(withholding(GossipLimits.DEFAULT.budgets().withheld().burst() + 3, true))
                .containsOnly(Misbehaviour.WITHHELD_MESSAGE);
        assertThat(topic.topic().size().missing()).isZero();
        assertThat(topic.topic().size().requested()).isZero();
    }

    @Test
    void doesNotBlameForWithholdingWhoIsSilentOrForgetsAFew() {
        topic.neighbour(A);
        assertThat(withholding(100, false)).isEmpty();
        assertThat(withholding(GossipLimits.DEFAULT.budgets().withheld().burst(), true))
                .isEmpty();
    }

    /** As it does when it can't send what it was asked for, for a full queue. */
    @Test
    void doesNotBlameForWithholdingWhoAnnouncesTheSameAgain() {
        topic.neighbour(A);
        topic.receive(A, announcing(100));
        for (int second = 0; second < 3 * WITHHELD_AFTER.toSeconds(); second++) {
            assertThat(named(A, topic.pass(Duration.ofSeconds(1)))).isEmpty();
            topic.receive(A, announcing(100));
            assertThat(topic.topic().size().requested()).isLessThanOrEqualTo(100);
        }
    }

    @Test
    void doesNotBlameForWithholdingWhoseFramesItsOwnerDropped() {
        topic.neighbour(A);
        topic.receive(A, announcing(100));
        topic.pass(Duration.ofSeconds(1));
        topic.handle(new Event.Dropped(A));
        topic.pass(WITHHELD_AFTER.multipliedBy(8).dividedBy(10));
        topic.receive(A, new Frame.Prune());
        assertThat(named(A, topic.pass(WITHHELD_AFTER.multipliedBy(4).dividedBy(10))))
                .isEmpty();
    }

    /** What waits in front of a request here, and of the answer there, is sent first: 256 KiB each, 10 s at 25 kB/s. */
    @Test
    void doesNotBlameForWithholdingWhoseAnswersWaitBehindWhatItSaidBefore() {
        topic.neighbour(A);
        topic.receive(A, announcingGossip(0, 100));
        assertThat(talking(Duration.ofSeconds(20))).isEmpty();
        answer(0, 100);
        assertThat(talking(WITHHELD_AFTER.multipliedBy(2))).isEmpty();
    }

    /** On such a link what was announced may be gone when the request has come there. */
    @Test
    void doesNotBlameForWithholdingWhoForgetsMuchAsLongAsItsAnswersTakeLong() {
        topic.neighbour(A);
        for (int i = 0; i < 10; i++) {
            topic.receive(A, announcingGossip(100 * i, 100 * (i + 1)));
            assertThat(talking(Duration.ofSeconds(10))).isEmpty();
            answer(100 * i, 100 * i + 10);
        }
        topic.receive(A, announcingGossip(2_000, 2_100));
        answer(2_000, 2_010);
        assertThat(talking(WITHHELD_AFTER.multipliedBy(2)))
                .as("the link is quick again")
                .containsOnly(Misbehaviour.WITHHELD_MESSAGE);
    }

    private static Frame announcingGossip(int from, int to) {
        return new Frame.IHave(IntStream.range(from, to)
                .mapToObj(i -> new Frame.Announcement(gossip(1, i).id(), 0))
                .toList());
    }

    private void answer(int from, int to) {
        topic.pass(Duration.ofMillis(200));
        IntStream.range(from, to).forEach(i -> topic.receive(A, gossip(1, i)));
    }

    private List<Misbehaviour> talking(Duration time) {
        List<Misbehaviour> named = new ArrayList<>();
        for (int second = 0; second < time.toSeconds(); second++) {
            topic.receive(A, new Frame.Prune());
            named.addAll(named(A, topic.pass(Duration.ofSeconds(1))));
        }
        return named;
    }

    private List<Misbehaviour> withholding(int messages, boolean talking) {
        topic.receive(A, announcing(messages));
        topic.pass(WITHHELD_AFTER.multipliedBy(8).dividedBy(10));
        if (talking) {
            topic.receive(A, new Frame.Prune());
        }
        return named(A, topic.pass(WITHHELD_AFTER.multipliedBy(4).dividedBy(10)));
    }

    private static Frame announcing(int messages) {
        return new Frame.IHave(IntStream.range(0, messages)
                .mapToObj(i -> new Frame.Announcement(unknownId(1000 + i), 0))
                .toList());
    }

    @Test
    void doesNotBlameWhoLearnsLateThatItIsNoNeighbour() {
        for (int i = 1; i <= 6; i++) {
            topic.neighbour(peer(i));
        }
        PeerId gone = IntStream.rangeClosed(1, 6)
                .mapToObj(TopicHarness::peer)
                .filter(peer -> !topic.topic().neighbours().contains(peer))
                .findAny()
                .orElseThrow();
        List<Action> actions = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            actions.addAll(topic.receive(gone, gossip(1, i)));
        }
        assertThat(count(actions, Action.Deliver.class::isInstance)).isEqualTo(500);
        actions.addAll(topic.receive(gone, new Frame.Disconnect(true, false)));
        actions.addAll(topic.receive(gone, new Frame.Join(Optional.empty())));
        assertThat(named(gone, actions)).isEmpty();
        assertThat(sentTo(gone, actions).stream().filter(Frame.Disconnect.class::isInstance))
                .hasSizeLessThanOrEqualTo(2);
        assertThat(topic.topic().neighbours()).contains(gone);
    }

    @Test
    void keepsWhatNobodyHasHeardForTheFirstNeighbour() {
        Frame.Gossip note = gossip(1, 1);
        topic.handle(new Event.Broadcast(note.content()));
        topic.pass(Duration.ofMinutes(30));
        assertThat(topic.topic().size().cached()).isZero();
        topic.neighbour(A);
        assertThat(sentTo(A, topic.pass(LIMITS.announceAfter().multipliedBy(2))))
                .containsExactly(new Frame.IHave(List.of(new Frame.Announcement(note.id(), 0))));
        assertThat(sentTo(A, topic.receive(A, new Frame.Graft(Optional.of(note.id()), 0))))
                .containsExactly(note);
        topic.pass(Duration.ofMinutes(2));
        topic.neighbour(B);
        assertThat(sentTo(B, topic.pass(LIMITS.announceAfter().multipliedBy(2))))
                .isEmpty();
    }

    @Test
    void tellsOfNothingThatCouldBeGoneBeforeItIsAskedFor() {
        Frame.Gossip note = gossip(1, 1);
        topic.neighbour(A);
        topic.handle(new Event.Broadcast(note.content()));
        GossipLimits.Spreading limits = GossipLimits.DEFAULT.spreading();
        topic.pass(limits.cacheFor().minusMillis(100));
        topic.neighbour(B);
        assertThat(sentTo(B, topic.pass(limits.withheldAfter().minusSeconds(1))))
                .contains(new Frame.IHave(List.of(new Frame.Announcement(note.id(), 0))));
        assertThat(sentTo(B, topic.receive(B, new Frame.Graft(Optional.of(note.id()), 0))))
                .containsExactly(note);
    }

    @Test
    void asksTheNextAnnouncerIfTheFirstIsSlow() {
        topic.neighbour(A);
        topic.neighbour(B);
        MessageId id = gossip(1, 1).id();
        topic.receive(A, new Frame.IHave(List.of(new Frame.Announcement(id, 3))));
        topic.receive(B, new Frame.IHave(List.of(new Frame.Announcement(id, 4))));
        List<Action> asked = topic.pass(Duration.ofMillis(200));
        assertThat(sentTo(A, asked)).containsExactly(new Frame.Graft(Optional.of(id), 3));
        assertThat(sentTo(B, asked)).containsExactly(new Frame.Graft(Optional.of(id), 4));
        topic.receive(A, gossip(1, 1));
        topic.receive(B, gossip(1, 1));
        assertThat(count(topic.pass(WITHHELD_AFTER.plusSeconds(2)), Action.Misbehaved.class::isInstance))
                .isZero();
    }

    @Test
    void tellsANewNeighbourWhatItHasAndAnswersWhoAsks() {
        topic.handle(new Event.Broadcast(gossip(1, 1).content()));
        topic.neighbour(A);
        List<Action> told = topic.pass(LIMITS.announceAfter().multipliedBy(2));
        assertThat(sentTo(A, told))
                .containsExactly(new Frame.IHave(
                        List.of(new Frame.Announcement(gossip(1, 1).id(), 0))));
        assertThat(sentTo(
                        A,
                        topic.receive(
                                A, new Frame.Graft(Optional.of(gossip(1, 1).id()), 0))))
                .containsExactly(gossip(1, 1));
        GossipLimits.Spreading limits = GossipLimits.DEFAULT.spreading();
        topic.pass(limits.cacheFor().plus(limits.withheldAfter()).plusSeconds(2));
        assertThat(topic.topic().size().cached()).isZero();
    }

    @Test
    void announcesWhatAFullQueueRefused() {
        topic.neighbour(A);
        Frame.Gossip sent = gossip(1, 1);
        topic.handle(new Event.Broadcast(sent.content()));
        topic.handle(new Event.SendRefused(A, sent));
        assertThat(sentTo(A, topic.pass(Duration.ofMillis(150))))
                .containsExactly(new Frame.IHave(List.of(new Frame.Announcement(sent.id(), 0))));
    }

    @Test
    void prunesTheSecondWayOfAMessageButNeverTheLast() {
        topic.neighbour(A);
        topic.neighbour(B);
        awaitReshaping();
        topic.receive(A, gossip(1, 1));
        assertThat(sentTo(B, topic.receive(B, gossip(1, 1)))).containsExactly(new Frame.Prune());
        assertThat(sentTo(A, topic.receive(A, new Frame.Prune())))
                .containsExactly(new Frame.Graft(Optional.empty(), 0));
    }

    @Test
    void prunesNotManyAtOnce() {
        topic.neighbour(A);
        topic.neighbour(B);
        topic.neighbour(C);
        awaitReshaping();
        topic.receive(A, gossip(1, 1));
        assertThat(sentTo(B, topic.receive(B, gossip(1, 1)))).containsExactly(new Frame.Prune());
        assertThat(sentTo(C, topic.receive(C, gossip(1, 1)))).isEmpty();
        awaitReshaping();
        topic.receive(A, gossip(1, 2));
        assertThat(sentTo(C, topic.receive(C, gossip(1, 2)))).containsExactly(new Frame.Prune());
    }

    @Test
    void pushesToAPrunedNeighbourThatIsTheFirstToBringAMessage() {
        topic.neighbour(A);
        topic.neighbour(B);
        awaitReshaping();
        topic.receive(A, gossip(1, 1));
        topic.receive(B, gossip(1, 1));
        assertThat(sentTo(B, topic.receive(A, gossip(1, 2)))).isEmpty();
        topic.receive(B, gossip(1, 3));
        assertThat(sentTo(B, topic.receive(A, gossip(1, 4)))).hasOnlyElementsOfType(Frame.Gossip.class);
    }

    @Test
    void takesAMuchNearerAnnouncerIntoTheTreeAndPrunesTheFartherOnlyOnceItIsSecond() {
        topic.neighbour(A);
        topic.neighbour(B);
        awaitReshaping();
        topic.receive(B, new Frame.Prune());
        Frame.Gossip far = gossip(1, 1);
        topic.receive(B, new Frame.IHave(List.of(new Frame.Announcement(far.id(), 0))));
        List<Action> brought =
                topic.receive(A, new Frame.Gossip(far.id(), far.content(), new Scope.Swarm(LIMITS.optimizeRounds())));
        assertThat(sentTo(B, brought)).containsExactly(new Frame.Graft(Optional.empty(), 0));
        assertThat(sentTo(A, brought)).isEmpty();
        awaitReshaping();
        topic.receive(B, gossip(1, 2));
        assertThat(sentTo(A, topic.receive(A, gossip(1, 2)))).containsExactly(new Frame.Prune());
    }

    @Test
    void doesNotAnnounceAMessageToWhoAnnouncedOrBroughtIt() {
        topic.neighbour(A);
        topic.neighbour(B);
        topic.receive(A, new Frame.Prune());
        for (int i = 1; i <= 3; i++) {
            topic.receive(B, gossip(1, i));
        }
        topic.receive(
                A, new Frame.IHave(List.of(new Frame.Announcement(gossip(1, 1).id(), 5))));
        topic.receive(A, gossip(1, 2));
        assertThat(sentTo(A, topic.pass(LIMITS.announceAfter().multipliedBy(2))))
                .containsExactly(new Frame.IHave(
                        List.of(new Frame.Announcement(gossip(1, 3).id(), 1))));
    }

    @Test
    void sendsNoContentToWhoHasAnnouncedIt() {
        topic.neighbour(A);
        topic.neighbour(B);
        topic.neighbour(C);
        Frame.Gossip note = gossip(1, 1);
        topic.receive(B, new Frame.IHave(List.of(new Frame.Announcement(note.id(), 2))));
        List<Action> brought = topic.receive(A, note);
        assertThat(sentTo(B, brought)).isEmpty();
        assertThat(sentTo(C, brought)).hasOnlyElementsOfType(Frame.Gossip.class);
    }

    private void awaitReshaping() {
        topic.pass(LIMITS.reshapeEvery().multipliedBy(2));
    }

    @Test
    void namesWhoRepeatsAMessageUnasked() {
        topic.neighbour(A);
        List<Misbehaviour> names = new ArrayList<>();
        for (int i = 0; i < 2 + GossipLimits.DEFAULT.budgets().repeats().burst(); i++) {
            names.addAll(named(A, topic.receive(A, gossip(1, 1))));
        }
        assertThat(names).containsExactly(Misbehaviour.REPEATED_MESSAGE);
    }

    @Test
    void blamesForARepetitionOnlyWhileIrohWouldStillKnowTheMessage() {
        topic.neighbour(A);
        List<Action> again = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            topic.receive(A, gossip(1, i));
        }
        topic.pass(Duration.ofSeconds(91));
        for (int i = 0; i < 1_000; i++) {
            again.addAll(topic.receive(A, gossip(1, i)));
        }
        assertThat(named(A, again)).isEmpty();
        assertThat(again).noneMatch(Action.Deliver.class::isInstance);
    }

    /** Strangers can make us announce as much to it; what it asked for in vain it is told of again. */
    @Test
    void blamesNobodyForAskingForMuchAndAnnouncesAgainWhatItDoesNotSend() {
        topic.neighbour(A);
        topic.neighbour(B);
        int burst = GossipLimits.DEFAULT.budgets().grafts().burst();
        Frame.Gossip last = gossip(1, 1);
        topic.receive(B, last);
        assertThat(flood(new Frame.Graft(Optional.of(unknownId(1)), 0))).isEmpty();
        List<Action> asked = topic.receive(A, new Frame.Graft(Optional.of(last.id()), 0));
        assertThat(sentTo(A, asked)).isEmpty();
        assertThat(burst).isLessThan(5000);
        assertThat(sentTo(A, topic.pass(Duration.ofSeconds(1))))
                .containsExactly(new Frame.IHave(List.of(new Frame.Announcement(last.id(), 1))));
    }

    @Test
    void namesRubbish() {
        topic.neighbour(B);
        assertThat(named(B, topic.receive(B, new Decoded.MalformedFrame("rubbish"))))
                .containsExactly(Misbehaviour.MALFORMED_FRAME);
    }

    private List<Misbehaviour> flood(Frame frame) {
        List<Misbehaviour> names = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            names.addAll(named(A, topic.receive(A, frame)));
        }
        return names;
    }

    @Test
    void keepsWhatOnePeerAnnouncesBounded() {
        topic.neighbour(A);
        List<Action> actions = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int from = 100 * i;
            actions.addAll(topic.receive(
                    A,
                    new Frame.IHave(IntStream.range(from, from + 100)
                            .mapToObj(n -> new Frame.Announcement(unknownId(n), 0))
                            .toList())));
        }
        assertThat(topic.topic().size().missing())
                .isEqualTo(GossipLimits.DEFAULT.spreading().missingOfOnePeer());
        // An iroh peer announces whatever strangers have it pass on.
        assertThat(named(A, actions)).isEmpty();
        assertThat(actions).contains(new Action.Ignored(A));
    }

    @Test
    void blamesNobodyForATableThatOthersHaveFilled() {
        topic.neighbour(A);
        topic.neighbour(B);
        topic.neighbour(C);
        int each = LIMITS.missingOfOnePeer();
        assertThat(2 * each).isEqualTo(LIMITS.missing());
        for (int i = 0; i < each; i++) {
            topic.receive(A, new Frame.IHave(List.of(new Frame.Announcement(unknownId(i), 0))));
            topic.receive(B, new Frame.IHave(List.of(new Frame.Announcement(unknownId(each + i), 0))));
        }
        assertThat(topic.topic().size().missing()).isEqualTo(LIMITS.missing());
        Frame one = new Frame.IHave(List.of(new Frame.Announcement(unknownId(2 * each), 0)));
        assertThat(named(C, topic.receive(C, one))).isEmpty();
        assertThat(named(A, topic.receive(A, one))).isEmpty();
        assertThat(topic.topic().size().missing()).isEqualTo(LIMITS.missing());
    }

    @Test
    void keepsContentsAndIdsBounded() {
        topic.neighbour(A);
        GossipLimits.Spreading limits = GossipLimits.DEFAULT.spreading();
        for (int i = 0; i < limits.remembered() + 10; i++) {
            topic.receive(A, gossip(1, i));
        }
        TopicSize size = topic.topic().size();
        assertThat(size.remembered()).isEqualTo(limits.remembered());
        assertThat(size.cached()).isEqualTo(limits.cached());
        for (int i = 0; i < 200; i++) {
            byte[] large = new byte[60_000];
            large[0] = 1;
            large[1] = (byte) i;
            topic.handle(new Event.Broadcast(Content.of(large)));
        }
        assertThat(topic.topic().size().cachedBytes()).isLessThanOrEqualTo(limits.cacheBytes());
    }

    @Test
    void wantsNothingOfWhoIsExpelled() {
        topic.neighbour(A);
        topic.neighbour(B);
        topic.ban(A);
        assertThat(topic.topic().neighbours()).containsExactly(B);
        assertThat(topic.receive(A, gossip(1, 1))).noneMatch(Action.Deliver.class::isInstance);
        topic.receive(A, new Frame.Join(Optional.empty()));
        topic.receive(B, new Frame.ShuffleReply(List.of(new PeerInfo(A, Optional.empty()))));
        assertThat(topic.topic().neighbours()).containsExactly(B);
        assertThat(topic.topic().size().reserves()).isZero();
    }

    @Test
    void leavesWithAFarewell() {
        topic.neighbour(A);
        List<Action> left = topic.handle(new Event.Leave());
        assertThat(sentTo(A, left)).containsExactly(new Frame.Disconnect(false, false));
        assertThat(left).contains(new Action.Disconnect(A));
        assertThat(topic.handle(new Event.Tick())).isEmpty();
    }

    @Test
    void staysQuietWithNothingToDo() {
        topic.neighbour(A);
        topic.pass(Duration.ofSeconds(2));
        long busy = count(topic.pass(Duration.ofSeconds(10)), action -> !(action instanceof Action.WakeAt));
        assertThat(busy).isLessThan(10);
    }
}
