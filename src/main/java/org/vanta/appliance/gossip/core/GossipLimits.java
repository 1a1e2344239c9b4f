package org.vanta.appliance.gossip.core;

import java.time.Duration;

/** The settings and bounds of one topic. What every iroh peer shares is named so; the rest is each peer's own affair. */
public record GossipLimits(Members members, Spreading spreading, Budgets budgets) {
    /** iroh-gossip's defaults, but where a component says otherwise. */
    public static final GossipLimits DEFAULT = new GossipLimits(Members.DEFAULT, Spreading.DEFAULT, Budgets.DEFAULT);

    /**
     * The overlay.
     *
     * @param active neighbours at most (iroh: 5)
     * @param chosen of them, places that peers who came to us can't take from those we chose, each in another {@link PeerPolicy#netGroup}: an
     *     attacker who fills all the others is still not the only one we hear, and one network full of its peers is one choice
     * @param passive peers remembered as a reserve (iroh: 30)
     * @param passiveOfOneTeller of the reserve, how many may stand there on one peer's word
     * @param contacts peers given by the owner that are remembered
     * @param joinWalk hops of a forwarded join (iroh: 6)
     * @param passiveWalk hops left at which it enters the reserve (iroh: 3)
     * @param shuffleWalk hops of a shuffle (iroh: 6)
     * @param shuffleActive neighbours told of in a shuffle (iroh: 3)
     * @param shufflePassive peers of the reserve told of in a shuffle (iroh: 4)
     * @param peersOfOneFrame peers in a reply that are taken, and in a shuffle that is not dropped; iroh's own settings give 8, but its peers
     *     pass on a shuffle of any length
     * @param shuffleEvery iroh: 60 s
     * @param neighborTimeout after which an unanswered request is given up (iroh: 500 ms)
     * @param mendEvery how often, half to one and a half times, a peer outside the neighbourhood is made a neighbour even if all places are
     *     taken. Two halves of a broken network that are both content would otherwise never meet again
     * @param mendSparseEvery the same while places are free
     * @param mendRefusedEvery the same at last for the last free place, if all who are asked refuse: they may have neighbours enough
     * @param refusalsAtOnce after so many it is done less often
     * @param mendAloneEvery the same while there is no neighbour
     * @param dialing peers that are waited for at once
     * @param dialledForOthers connections that others have made us open, being made or up, before they are neighbours'
     * @param idle after which a connection that this topic has no use for is given up
     */
    public record Members(
            int active,
            int chosen,
            int passive,
            int passiveOfOneTeller,
            int contacts,
            int joinWalk,
            int passiveWalk,
            int shuffleWalk,
            int shuffleActive,
            int shufflePassive,
            int peersOfOneFrame,
            Duration shuffleEvery,
            Duration neighborTimeout,
            Duration mendEvery,
            Duration mendSparseEvery,
            Duration mendRefusedEvery,
            int refusalsAtOnce,
            Duration mendAloneEvery,
            int dialing,
            int dialledForOthers,
            Duration idle) {
        public static final Members DEFAULT = new Members(
                5,
                2,
                30,
                8,
                64,
                6,
                3,
                6,
                3,
                4,
                16,
                Duration.ofSeconds(60),
                Duration.ofMillis(500),
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                Duration.ofSeconds(15),
                2,
                Duration.ofSeconds(2),
                16,
                4,
                Duration.ofSeconds(10));
    }

    /**
     * The tree.
     *
     * @param contentMax bytes of one message's content
     * @param graftAfter from an announcement to asking for the message (iroh: 80 ms)
     * @param graftAgainAfter from asking one announcer to asking the next (iroh: 40 ms)
     * @param announceAfter how long announcements are gathered, half to one and a half times (iroh: 5 ms). Each that goes alone costs a packet,
     *     and who hears of a message by one waits {@code graftAfter} for the message itself before anything comes of it. Of two neighbours that
     *     have the same message the quicker spares the other its announcement
     * @param tellNewAfter until a new neighbour is told of the contents kept: soon, since it may be given, and give us, what both have had
     * @param refusedAfter how long a frame that found its queue full waits to be announced again
     * @param optimizeRounds rounds by which an announcer must be nearer to take the sender's place (iroh: 7)
     * @param reshapeEvery how often at most, half to one and a half times, a neighbour is pruned, or grafted for being nearer. Of peers that
     *     reshape at the same moment, each for a message from elsewhere, several may cut the same circle and leave no way but announcements
     * @param cacheFor how long contents are kept for those who ask (iroh: 30 s). A new neighbour is told of all of them, so that a broken
     *     link, a restart or a partition shorter than this loses nothing. Must stay well below the 90 s for which an iroh peer remembers what
     *     it had: it would take an older message for a new one and spread it again
     * @param rememberFor how long a message's id is remembered, so that it is delivered once (iroh: 90 s)
     * @param repeatedWithin after which a message that a peer brings again is nobody's fault: an iroh peer has forgotten that it had it, and
     *     passes it on once more if anybody sends it. Not above the 90 s
     * @param cacheBytes contents kept, in bytes
     * @param cached contents kept
     * @param remembered ids remembered
     * @param missing ids announced to us that wait for their content
     * @param missingOfOnePeer of them, how many one peer may be the first to announce
     * @param announcersOfOne peers remembered as having one missing message
     * @param announcements that wait to be sent to one peer; the oldest give way
     * @param announcementsOfOneFrame keeps an announcement below 4,096 bytes, all that an iroh peer with default settings reads
     * @param withheldAfter how long an announcer who was asked may take to deliver: request and answer each wait for up to 256 KiB that were to be
     *     sent before, half a minute at 18 kB/s. Contents are kept that much longer than they are told of, so that none is forgotten between
     *     being announced and being asked for
     * @param evictEvery how often old entries are dropped (iroh: 1 s)
     */
    public record Spreading(
            int contentMax,
            Duration graftAfter,
            Duration graftAgainAfter,
            Duration announceAfter,
            Duration tellNewAfter,
            Duration refusedAfter,
            int optimizeRounds,
            Duration reshapeEvery,
            Duration cacheFor,
            Duration rememberFor,
            Duration repeatedWithin,
            int cacheBytes,
            int cached,
            int remembered,
            int missing,
            int missingOfOnePeer,
            int announcersOfOne,
            int announcements,
            int announcementsOfOneFrame,
            Duration withheldAfter,
            Duration evictEvery) {
        public static final Spreading DEFAULT = new Spreading(
                FrameCodec.FRAME_MAX - FrameCodec.GOSSIP_OVERHEAD_MAX,
                Duration.ofMillis(80),
                Duration.ofMillis(40),
                Duration.ofMillis(50),
                Duration.ofMillis(5),
                Duration.ofMillis(100),
                7,
                Duration.ofSeconds(1),
                Duration.ofSeconds(60),
                Duration.ofMinutes(10),
                Duration.ofSeconds(60),
                8 << 20,
                4096,
                1 << 16,
                8192,
                4096,
                6,
                4096,
                100,
                Duration.ofSeconds(30),
                Duration.ofSeconds(1));
    }

    /**
     * What one peer may send of each kind before it is ignored: so many at once, and so many a second after that.
     *
     * @param peers whose accounts are kept; the longest silent give way
     * @param withheld messages announced, asked for and not delivered: a full cache forgets what it announced
     * @param corrections how often a peer that takes us for its neighbour is told that we are not
     * @param asks requests to be a neighbour that follow from what others do
     * @param dials connections that others can make us open: at most half of all that are opened in the long run
     * @param relays introductions and shuffles of others that we pass on to all: so much less than one peer may send that passing on a
     *     flood costs nobody else more
     */
    public record Budgets(
            int peers,
            Rate membership,
            Rate forwardJoins,
            Rate shuffles,
            Rate grafts,
            Rate repeats,
            Rate withheld,
            Rate corrections,
            Rate asks,
            Rate dials,
            Rate relays) {
        public static final Budgets DEFAULT = new Budgets(
                512,
                new Rate(16, 1),
                new Rate(128, 8),
                new Rate(128, 8),
                new Rate(4096, 512),
                new Rate(32, 1),
                new Rate(16, 1),
                new Rate(1, 1),
                new Rate(8, 1),
                new Rate(32, 2),
                new Rate(64, 4));
    }

    /** A token bucket: {@code burst} at once, {@code perSecond} in the long run. */
    public record Rate(int burst, int perSecond) {}
}
