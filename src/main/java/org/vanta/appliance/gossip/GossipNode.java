package org.vanta.appliance.gossip;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.gossip.core.Content;
import org.vanta.appliance.gossip.core.ContentCheck;
import org.vanta.appliance.gossip.core.Event;
import org.vanta.appliance.gossip.core.Frame;
import org.vanta.appliance.gossip.core.FrameCodec;
import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.gossip.core.PeerInfo;
import org.vanta.appliance.gossip.core.Scope;
import org.vanta.appliance.gossip.core.TopicId;
import org.vanta.appliance.gossip.core.TopicState;
import org.vanta.appliance.gossip.transport.BootstrapPeer;
import org.vanta.appliance.gossip.transport.GossipTransport;

/**
 * A running gossip node: one thread holds the topic's state and does everything in turn; transports, timers and the owner send it mail. What
 * takes a disk, DNS or a database is done by others.
 */
final class GossipNode implements TopicDriver.Owner, AutoCloseable {
    static final int CACHED_CONTACTS = 30;
    static final Duration SAVE_EVERY = Duration.ofSeconds(60);

    private static final int CONTACTS_AT_ONCE = 4;
    private static final Duration JOIN_AGAIN = Duration.ofSeconds(1);
    private static final Duration PULL_EVERY = Duration.ofSeconds(5);
    private static final Duration PARTING = Duration.ofSeconds(3);
    /** After an error, which may be a want of memory or files that passes. */
    private static final long PAUSE_NANOS = 100_000_000;

    private static final Logger LOG = Logger.getLogger(GossipNode.class);

    private final NodeSettings settings;
    private final List<GossipTransport> transports;
    private final GossipTally tally;
    private final Reputation reputation;
    private final Throttle throttle;
    private final Mailbox mailbox;
    private final Routes routes;
    private final DialGuard dials;
    private final TopicDriver driver;
    private final PeerCache cache = new PeerCache();
    private final PeersFile file;
    private final Hints commitments = new Hints();
    private final Hints nullifiers = new Hints();
    private final Intake intake;
    private final PullSync pull;
    private final Neighbourhood neighbours;
    private final Deque<PeerInfo> contacts = new ArrayDeque<>();
    private final SplittableRandom random = new SplittableRandom();
    private final ScheduledExecutorService upkeep = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("gossip-upkeep").factory());
    private final Thread thread = Thread.ofPlatform().daemon().name("gossip").unstarted(this::run);
    private final Set<PeerId> dropped = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;
    private long arrivedAt;
    /** Frames dropped until the upkeep thread last looked. */
    private long droppedBefore;

    GossipNode(
            NodeSettings settings,
            List<GossipTransport> transports,
            NoteInbox inbox,
            IndexedChain chain,
            InstantSource clock,
            GossipTally tally) {
        this.settings = settings;
        this.transports = List.copyOf(transports);
        this.tally = tally;
        reputation = new Reputation(clock);
        throttle = new Throttle(settings.inbound(), System.nanoTime());
        mailbox = new Mailbox(settings.inbound());
        routes = new Routes(transports);
        dials = new DialGuard(random, System.nanoTime());
        neighbours = new Neighbourhood(settings.local(), routes, reputation, cache, clock);
        file = new PeersFile(settings.peersFile());
        intake = new Intake(inbox, chain, commitments, nullifiers, tally);
        pull = new PullSync(chain, intake::take, settings.local(), PULL_EVERY);
        TopicState state = new TopicState(
                transports.getFirst().self(),
                settings.limits(),
                random,
                new Reachability(reputation, settings.local(), routes),
                GossipNode::check);
        driver = new TopicDriver(settings.topic(), state, routes, dials, tally, this);
    }

    private static ContentCheck.Verdict check(Content content) {
        return switch (GossipMessageCodec.decode(content.toBytes())) {
            case GossipMessageCodec.Decoded.Known _ -> ContentCheck.Verdict.ACCEPT;
            case GossipMessageCodec.Decoded.UnknownVariant _, GossipMessageCodec.Decoded.UnknownEnvelope _ ->
                ContentCheck.Verdict.IGNORE;
            case GossipMessageCodec.Decoded.Malformed _ -> ContentCheck.Verdict.REJECT;
        };
    }

    void start() {
        try {
            PeersFile.Content earlier = file.read();
            cache.restore(earlier.peers());
            reputation.restore(earlier.bans());
        } catch (IOException e) {
            LOG.warnf("%s; known peers and bans begin anew", e.getMessage());
        }
        intake.start();
        pull.start();
        thread.start();
        for (int i = 0; i < transports.size(); i++) {
            transports.get(i).start(new TransportMail(i, this));
        }
        post(this::tellOwnAddress);
        post(() -> {
            cache.best(CACHED_CONTACTS)
                    .forEach(peer -> contacts.addLast(new PeerInfo(peer.id(), Optional.of(peer.address()))));
            joinSome();
        });
        upkeep.execute(this::bootstrap);
        var unused = upkeep.scheduleWithFixedDelay(
                this::maintain, SAVE_EVERY.toMillis(), SAVE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    // ---- for any thread

    Reputation reputation() {
        return reputation;
    }

    GossipTally tally() {
        return tally;
    }

    void post(Runnable task) {
        if (!stopping) {
            mailbox.put(task);
        }
    }

    void receive(PeerId peer, TopicId topic, byte[] frame) {
        if (!topic.equals(settings.topic())) {
            tally.count(FrameFate.OTHER_TOPIC);
            return;
        }
        long now = System.nanoTime();
        if (!throttle.takes(peer, frame.length, now)) {
            dropped.add(peer);
            tally.count(FrameFate.THROTTLED);
        } else if (mailbox.offer(frame.length, () -> received(peer, frame, now))) {
            tally.count(FrameFate.RECEIVED);
        } else {
            dropped.add(peer);
            tally.count(FrameFate.OVERLOADED);
        }
    }

    void offended(PeerId peer, Optional<InetAddress> address, Offence offence) {
        tally.count(offence);
        for (Ban ban : reputation.offended(peer, address, offence)) {
            tally.countBan();
            LOG.warnf("peer %s is banned until %s: %s", ban.subject(), ban.until(), ban.reason());
            post(this::expelBanned);
        }
    }

    void publish(GossipMessage message) {
        tally.count(MessageKind.of(message), MessageFate.PUBLISHED);
        Content content = Content.of(GossipMessageCodec.encode(message));
        post(() -> {
            // A note waits for the first neighbour, a hint is worth nothing by then.
            if (message instanceof GossipMessage.NoteSent || neighbours.size() > 0) {
                driver.handle(new Event.Broadcast(content));
            }
        });
    }

    /** The index has these now: they are no hearsay any more. */
    void onChain(List<Hash256> newCommitments, List<Hash256> newNullifiers) {
        commitments.onChain(newCommitments);
        nullifiers.onChain(newNullifiers);
    }

    void undone(int height) {
        pull.undone(height);
    }

    Ban ban(BanSubject subject, String reason, Optional<Duration> lasts) {
        Ban ban = reputation.ban(subject, reason, lasts);
        post(this::expelBanned);
        upkeep.execute(this::save);
        return ban;
    }

    boolean unban(BanSubject subject) {
        boolean was = reputation.unban(subject);
        upkeep.execute(this::save);
        return was;
    }

    List<Neighbour> neighbours() {
        return neighbours.shown();
    }

    int hintedCommitments() {
        return commitments.size();
    }

    int hintedNullifiers() {
        return nullifiers.size();
    }

    PeerId self() {
        return transports.getFirst().self();
    }

    PeerAddress address() {
        return transports.getFirst().address();
    }

    long queuedBytes() {
        return transports.stream().mapToLong(GossipTransport::queuedBytes).sum();
    }

    boolean awaitNeighbour(Duration patience) throws InterruptedException {
        return neighbours.awaitFirst(patience);
    }

    // ---- on the gossip thread

    private void run() {
        while (!stopping || mailbox.frames() > 0) {
            try {
                excuseDropped();
                Runnable next = mailbox.take(driver.tick());
                if (next != null) {
                    next.run();
                }
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                LOG.error("gossip went on after a failure of its own", e);
            } catch (Error e) {
                LOG.error("gossip went on after an error", e);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Who was asked for something that we then did not take in is not to be blamed for it. */
    private void excuseDropped() {
        for (Iterator<PeerId> each = dropped.iterator(); each.hasNext(); ) {
            PeerId peer = each.next();
            each.remove();
            driver.handle(new Event.Dropped(peer));
        }
    }

    void connected(int transport, PeerId peer, InetSocketAddress remote, boolean outbound) {
        dials.connected(peer);
        if (routes.connected(transport, peer, remote, outbound, System.nanoTime())) {
            driver.handle(new Event.Connected(peer));
        }
    }

    void unreachable(int transport, PeerId peer, String reason) {
        if (routes.unreachable(transport, peer)) {
            LOG.debugf("peer %s can't be reached: %s", peer, reason);
            dials.failed(peer, System.nanoTime());
            cache.failed(peer);
            driver.handle(new Event.Unreachable(peer));
        }
    }

    void notDialled(int transport, PeerId peer, String reason) {
        if (routes.notDialled(transport, peer)) {
            LOG.debugf("peer %s is not called: %s", peer, reason);
            driver.handle(new Event.NotDialled(peer));
        }
    }

    void disconnected(int transport, PeerId peer) {
        if (routes.disconnected(transport, peer)) {
            pull.lost(peer);
            driver.handle(new Event.Disconnected(peer));
        }
    }

    private void received(PeerId peer, byte[] bytes, long at) {
        arrivedAt = at;
        var decoded = FrameCodec.decode(bytes);
        boolean isUrl =
                decoded instanceof Frame.Gossip(var _, Content content, Scope.Neighbors _) && PeerUrl.isOne(content);
        if (!isUrl) {
            driver.handle(new Event.Received(peer, decoded));
        } else if (decoded instanceof Frame.Gossip gossip && routes.get(peer) != null) {
            PeerUrl.decode(gossip.content()).ifPresent(url -> pull.source(peer, url));
        }
    }

    @Override
    public void neighborUp(PeerId peer, PeerAddress address, boolean chosen) {
        neighbours.up(peer, address);
        // Later, so that the peer has heard first that it is a neighbour.
        settings.url()
                .map(PeerUrl::encode)
                .ifPresent(content -> post(() -> routes.send(
                        peer,
                        settings.topic(),
                        FrameCodec.encode(new Frame.Gossip(content.id(), content, new Scope.Neighbors())))));
    }

    @Override
    public void neighborDown(PeerId peer) {
        neighbours.down(peer);
    }

    @Override
    public void delivered(Content content, PeerId from) {
        if (GossipMessageCodec.decode(content.toBytes())
                instanceof GossipMessageCodec.Decoded.Known(GossipMessage message)) {
            tally.count(MessageKind.of(message), MessageFate.DELIVERED);
            tally.delivered(System.nanoTime() - arrivedAt);
            reputation.delivered(from);
            intake.offer(message);
        }
    }

    @Override
    public void offended(PeerId peer, Offence offence) {
        offended(peer, routes.remote(peer).map(InetSocketAddress::getAddress), offence);
    }

    private void expelBanned() {
        for (PeerId peer : routes.peers()) {
            boolean byAddress = routes.remote(peer)
                    .map(InetSocketAddress::getAddress)
                    .filter(reputation::isBanned)
                    .isPresent();
            if (byAddress || reputation.isBanned(peer)) {
                cache.forget(peer);
                driver.handle(new Event.Expel(peer));
                routes.disconnect(peer, "banned");
            }
        }
    }

    private void tellOwnAddress() {
        driver.handle(new Event.Reachable(address()));
    }

    /** A few contacts at a time, and no more than are needed: a restarted network is not to call everybody at once. */
    private void joinSome() {
        List<PeerInfo> some = new ArrayList<>();
        while (some.size() < CONTACTS_AT_ONCE && !contacts.isEmpty()) {
            some.add(contacts.removeFirst());
        }
        if (!some.isEmpty()) {
            driver.handle(new Event.Join(some));
        }
        if (!contacts.isEmpty() && !stopping) {
            long millis = JOIN_AGAIN.toMillis() / 2 + random.nextLong(JOIN_AGAIN.toMillis());
            var unused = upkeep.schedule(() -> post(this::joinMore), millis, TimeUnit.MILLISECONDS);
        }
    }

    private void joinMore() {
        if (neighbours.size() >= settings.limits().members().active()) {
            contacts.clear();
        }
        joinSome();
    }

    // ---- on the upkeep thread

    /** Names are asked for anew while there is no neighbour: a home's address changes. */
    private void bootstrap() {
        for (BootstrapPeer peer : settings.bootstrap()) {
            try {
                PeerAddress address = peer.resolve();
                post(() -> {
                    contacts.addFirst(new PeerInfo(peer.id(), Optional.of(address)));
                    joinSome();
                });
            } catch (UnknownHostException e) {
                LOG.warnf(
                        "bootstrap peer %s: DNS knows no address of %s",
                        peer.id(), peer.host().orElse(""));
            }
        }
    }

    private void maintain() {
        try {
            post(this::tellOwnAddress);
            post(neighbours::show);
            tellOfDropped();
            if (neighbours.shown().isEmpty()) {
                bootstrap();
            }
            save();
        } catch (RuntimeException | Error e) {
            // What a scheduled task lets through ends the schedule.
            LOG.error("gossip upkeep failed; it is tried again", e);
        }
    }

    private void tellOfDropped() {
        long before = droppedBefore;
        droppedBefore = tally.of(FrameFate.THROTTLED) + tally.of(FrameFate.OVERLOADED);
        if (droppedBefore > before) {
            LOG.warnf(
                    "gossip: %d frames of peers were dropped in the last %d s, more came than is taken in; who sent them need not have made them",
                    droppedBefore - before, SAVE_EVERY.toSeconds());
        }
    }

    private void save() {
        post(() -> {
            neighbours.remember();
            List<KnownPeer> known = cache.all();
            upkeep.execute(() -> write(known));
        });
    }

    private void write(List<KnownPeer> known) {
        try {
            file.write(new PeersFile.Content(known, reputation.remembered()));
        } catch (IOException e) {
            LOG.warnf("known peers could not be written: %s", e.getMessage());
        }
    }

    /** Says farewell, writes down whom it knows, and closes the transports. */
    @Override
    public void close() {
        CountDownLatch left = new CountDownLatch(1);
        post(() -> {
            neighbours.remember();
            driver.handle(new Event.Leave());
            left.countDown();
        });
        try {
            if (thread.isAlive() && !left.await(PARTING.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("gossip did not part from its peers in time");
            }
            stopping = true;
            mailbox.put(() -> {});
            thread.join(PARTING);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        upkeep.shutdownNow();
        pull.close();
        intake.close();
        transports.forEach(GossipTransport::close);
        write(cache.all());
    }
}
