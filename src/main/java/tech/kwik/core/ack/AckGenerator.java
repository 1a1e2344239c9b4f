package tech.kwik.core.ack;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import tech.kwik.core.common.PnSpace;
import tech.kwik.core.frame.AckFrame;
import tech.kwik.core.frame.QuicFrame;
import tech.kwik.core.frame.Range;
import tech.kwik.core.impl.Version;
import tech.kwik.core.packet.QuicPacket;
import tech.kwik.core.recovery.RttProvider;
import tech.kwik.core.send.Sender;
import tech.kwik.core.send.SenderImpl;

/**
 * Takes the place of the library's class of this name: which packets of one number space have come, and what the peer has been told of them (RFC
 * 9000, section 13.2). The peer chooses the numbers and what it confirms, so everything here has a bound, where the library's has none: whoever
 * leaves gaps, or confirms nothing, would have it keep ever more, and whoever confirms a thousand million packets that were never sent would have
 * it look for each.
 */
public class AckGenerator {
    /** The oldest are told of no more: 13.2.3 leaves that to the receiver. */
    static final int RANGES_MAX = 64;
    /** Acknowledgements of which it is remembered what they said; the oldest give way. */
    static final int TOLD_MAX = 256;
    /** Packets are counted once they are sent, which may be a moment after the peer has one. */
    static final int AHEAD_MAX = 256;
    /** Packets sent only to have acknowledgements confirmed, without any being confirmed. */
    static final int ASKED_MAX = 64;

    private static final int PACKETS_OF_ONE_ACK = 2;
    private static final int DELAY_MS = 20;
    private static final long ASK_EVERY_MS = 10;

    private final Clock clock;
    private final PnSpace space;
    private final Sender sender;
    private final RttProvider rtt;
    /** The largest first. */
    private List<Range> received = new ArrayList<>();
    /** By the packet that carried it. */
    private final TreeMap<Long, List<Range>> told = new TreeMap<>();

    private boolean isNew;
    private Instant newSince;
    private int untold;
    private Instant confirmedAt;
    private int asked;

    public AckGenerator(PnSpace space, Sender sender, RttProvider rtt) {
        this(Clock.systemUTC(), space, sender, rtt);
    }

    public AckGenerator(Clock clock, PnSpace space, Sender sender, RttProvider rtt) {
        this.clock = clock;
        this.space = space;
        this.sender = sender;
        this.rtt = rtt;
        confirmedAt = clock.instant();
    }

    public synchronized boolean hasAckToSend() {
        return !received.isEmpty();
    }

    public synchronized boolean hasNewAckToSend() {
        return isNew;
    }

    public synchronized void packetReceived(QuicPacket packet) {
        // One that came before changes nothing, and must not: it may have been confirmed, and then there is nothing to
        // tell.
        if (!packet.canBeAcked() || !Range.extendRangeList(received, packet.getPacketNumber())) {
            return;
        }
        if (received.size() > RANGES_MAX) {
            received.removeLast();
        }
        if (packet.isAckEliciting()) {
            isNew = true;
            if (newSince == null) {
                newSince = clock.instant();
            }
            untold++;
            boolean now = space != PnSpace.App || untold >= PACKETS_OF_ONE_ACK;
            sender.sendAck(space, now ? 0 : DELAY_MS);
            untold = now ? 0 : untold;
        }
    }

    /**
     * The peer confirms packets of ours, with what they told of its own.
     *
     * @throws IllegalStateException if they were never sent; that ends the connection (RFC 9000, section 13.1)
     */
    public synchronized void process(QuicFrame frame) {
        AckFrame ack = (AckFrame) frame;
        if (sender instanceof SenderImpl real
                && ack.getLargestAcknowledged() > real.getStatistics().packetsSent() + AHEAD_MAX) {
            throw new IllegalStateException("packets are acknowledged that were never sent");
        }
        newestTold(ack).ifPresent(packet -> {
            settle(told.get(packet));
            told.headMap(packet, true).clear();
            confirmedAt = clock.instant();
            asked = 0;
        });
    }

    private Optional<Long> newestTold(AckFrame ack) {
        for (Range range : ack.getAcknowledgedRanges()) {
            Long packet = told.floorKey(range.getLargest());
            if (packet != null && range.contains(packet)) {
                return Optional.of(packet);
            }
        }
        return Optional.empty();
    }

    /** What the peer knows we have is told no more. What lies within a range is told on: two ranges would be longer than one. */
    private void settle(List<Range> known) {
        List<Range> left = new ArrayList<>(received.size());
        for (Range range : received) {
            long from = range.getSmallest();
            long to = range.getLargest();
            for (Range each : known) {
                if (each.contains(to)) {
                    to = each.getSmallest() - 1;
                }
                if (each.contains(from)) {
                    from = each.getLargest() + 1;
                }
            }
            if (from <= to) {
                left.add(new Range(from, to));
            }
        }
        received = left;
        isNew &= !left.isEmpty();
    }

    public synchronized Optional<AckFrame> generateAckForPacket(long number) {
        Optional<AckFrame> ack = generateAck();
        ack.ifPresent(frame -> registerAckSendWithPacket(frame, number));
        return ack;
    }

    public synchronized Optional<AckFrame> generateAck() {
        if (received.isEmpty()) {
            return Optional.empty();
        }
        long delay = newSince == null || space != PnSpace.App
                ? 0
                : Math.max(0, Duration.between(newSince, clock.instant()).toMillis());
        return Optional.of(new AckFrame(Version.getDefault(), received, (int) delay));
    }

    public synchronized void registerAckSendWithPacket(AckFrame ack, long number) {
        told.put(number, ack.getAcknowledgedRanges());
        if (told.size() > TOLD_MAX) {
            told.pollFirstEntry();
        }
        isNew = false;
        newSince = null;
        untold = 0;
    }

    /** Whether a packet that has to be confirmed is to go with the next acknowledgement: the peer confirms no packet that has nothing else in it. */
    public synchronized boolean wantsAckFromPeer() {
        Instant now = clock.instant();
        long unconfirmed = Duration.between(confirmedAt, now).toMillis();
        long sent = Duration.between(sender.lastAckElicitingSent(), now).toMillis();
        int roundTrip = rtt.getSmoothedRtt();
        boolean wants = asked < ASKED_MAX && unconfirmed > Math.max(ASK_EVERY_MS, roundTrip) && sent > 1.5 * roundTrip;
        asked += wants ? 1 : 0;
        return wants;
    }
}
