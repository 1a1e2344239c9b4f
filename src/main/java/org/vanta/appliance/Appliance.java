package org.vanta.appliance;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.vanta.appliance.block.AcceptedBlock;
import org.vanta.appliance.block.BlockSubmitter;
import org.vanta.appliance.chain.Network;
import org.vanta.appliance.chain.ProvenSpend;
import org.vanta.appliance.delivery.DeliveryQueue;
import org.vanta.appliance.delivery.NoteSink;
import org.vanta.appliance.delivery.NotesBackup;
import org.vanta.appliance.delivery.RemoteSidecar;
import org.vanta.appliance.gossip.GossipConfig;
import org.vanta.appliance.gossip.GossipMessage;
import org.vanta.appliance.gossip.GossipService;
import org.vanta.appliance.gossip.GossipStatus;
import org.vanta.appliance.health.L1View;
import org.vanta.appliance.health.L2View;
import org.vanta.appliance.health.PartHealth;
import org.vanta.appliance.health.PartState;
import org.vanta.appliance.health.Vitals;
import org.vanta.appliance.index.BlockEvent;
import org.vanta.appliance.index.ChainFollower;
import org.vanta.appliance.index.IndexConfig;
import org.vanta.appliance.index.ShieldedIndex;
import org.vanta.appliance.index.StateMender;
import org.vanta.appliance.node.ChainTip;
import org.vanta.appliance.node.NodeConfig;
import org.vanta.appliance.node.NodeState;
import org.vanta.appliance.node.Nodes;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.proof.ProofChecker;
import org.vanta.appliance.proof.ProofRing;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.store.BlockRecord;
import org.vanta.appliance.store.CandidateStore;
import org.vanta.appliance.store.Database;
import org.vanta.appliance.store.DeliveryStore;
import org.vanta.appliance.store.NoteStore;
import org.vanta.appliance.store.StartRefusal;
import org.vanta.appliance.store.UnwrittenBlocks;
import org.vanta.appliance.stratum.StratumConfig;
import org.vanta.appliance.webhook.WebhookConfig;
import org.vanta.appliance.webhook.Webhooks;

/**
 * The whole appliance. Opens the store and builds every part when it is made, starts them from the store outward to the miners, and stops
 * them in the opposite order, so that no part takes in what the part behind it can't take any more.
 */
@Singleton
public final class Appliance {
    /** The follower is woken by each new tip and template; its own look is for news that went astray. */
    private static final Duration INDEX_POLL = Duration.ofMinutes(1);

    /** Blocks the index may be behind before that is worth a word. */
    private static final int INDEX_LAG_MAX = 3;

    private static final Logger LOG = Logger.getLogger(Appliance.class);

    private final Database database;
    private final ShieldedIndex index;
    private final ProofChecker proofs;
    private final ProofRing proofRing;
    private final Network network;
    private final Path dataDir;
    private final Nodes nodes;
    private final StateMender mender;
    private final ChainFollower follower;
    private final NoteSink sink;
    private final DeliveryQueue deliveries;
    private final BlockSubmitter submitter;
    private final GossipService gossip;
    private final Mining mining;
    private final Webhooks webhooks;
    private final Vitals vitals;
    private final List<Consumer<AcceptedBlock>> acceptedBlockListeners = new CopyOnWriteArrayList<>();

    /** @throws StartRefusal with one sentence for the operator if the configuration or the data directory is of no use */
    Appliance(
            ApplianceConfig config,
            NodeConfig nodeConfig,
            GossipConfig gossipConfig,
            StratumConfig stratumConfig,
            IndexConfig indexConfig,
            WebhookConfig webhookConfig,
            Vertx vertx,
            Database database,
            NoteStore notes,
            CandidateStore candidates,
            DeliveryStore deliveryStore,
            ShieldedIndex index,
            ProofChecker proofs,
            ProofRing proofRing,
            ShareAccounting shares,
            MeterRegistry registry,
            Vitals vitals) {
        Settings settings = Settings.of(config, stratumConfig, nodeConfig, gossipConfig);
        this.network = settings.network();
        this.database = database;
        this.index = index;
        this.proofs = proofs;
        this.proofRing = proofRing;
        this.vitals = vitals;
        this.dataDir = config.dataDir();
        database.open(dataDir, network.id());
        this.nodes = new Nodes(settings.nodes());
        this.mender = new StateMender(database, index, network.id());
        this.follower =
                new ChainFollower(nodes, index, mender, notes, indexConfig.reorgMax(), INDEX_POLL, this::blockNews);
        this.sink = settings.remoteSidecar()
                .<NoteSink>map(RemoteSidecar::new)
                .orElseGet(() -> new OwnSidecar(index, this::tellPeers));
        Clock clock = Clock.systemUTC();
        this.deliveries = new DeliveryQueue(
                deliveryStore, candidates, sink, config.shieldedNotesFile().map(NotesBackup::new), clock);
        this.submitter = new BlockSubmitter(
                nodes::submitBlock,
                nodes,
                candidates,
                new UnwrittenBlocks(dataDir, network.id()),
                config.note().envelope(),
                clock,
                block -> acceptedBlockListeners.forEach(listener -> listener.accept(block)));
        HearsayDesk hearsay = new HearsayDesk(index, notes);
        this.gossip = new GossipService(settings.gossip(), vertx, hearsay, hearsay, clock);
        if (settings.remoteSidecar().isPresent()) {
            onAcceptedBlock(
                    block -> candidates.among(List.of(block.hash())).forEach(candidate -> tellPeers(candidate.note())));
        }
        try {
            this.webhooks = new Webhooks(webhookConfig, shares, clock);
        } catch (IllegalArgumentException e) {
            throw Settings.refusal(String.valueOf(e.getMessage()), e);
        }
        onAcceptedBlock(webhooks);
        this.mining = new Mining(
                config,
                settings,
                stratumConfig,
                vertx,
                registry,
                shares,
                submitter::accept,
                nodes,
                PoolSeedFile.open(dataDir, database));
        vitals.starting(index::loadProgress);
        vitals.connect(mining::view, this::l1View, this::l2View, this::storeHealth, this::gossipHealth);
    }

    void start(@Observes StartupEvent event) {
        try {
            startParts();
        } catch (RuntimeException e) {
            // What runs already must not outlive the database, which is closed next.
            stopParts();
            throw e;
        }
        vitals.started();
        LOG.infof("%s, network %s", mining.sentence(), network.id());
    }

    private void startParts() {
        mender.load();
        deliveries.start();
        submitter.start();
        mining.start();
        webhooks.start();
        nodes.start(this::tipChanged, template -> {
            mining.accept(template);
            // A template on another block comes earlier than the next look at the tip.
            follower.tipChanged();
        });
        follower.start();
        gossip.start();
    }

    private void tellPeers(EncryptedNote note) {
        gossip.publish(new GossipMessage.NoteSent(note));
    }

    private void tipChanged(ChainTip tip) {
        LOG.debugf("L1 is at height %d", tip.height());
        follower.tipChanged();
    }

    private void blockNews(BlockEvent event) {
        switch (event) {
            case BlockEvent.BlockApplied(BlockRecord block, List<ProvenSpend> spends) -> {
                Instant time = Instant.ofEpochSecond(block.time());
                proofRing.addBlock(time, block.hash(), block.height(), spends);
                gossip.blockApplied(time, block.commitments(), block.nullifiers());
            }
            case BlockEvent.BlockUndone(BlockRecord block) -> {
                proofRing.removeBlock(block.hash());
                gossip.blockUndone(block.height());
            }
            case BlockEvent.AllUndone _ -> {
                proofRing.removeBlocks();
                gossip.blockUndone(0);
            }
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopParts();
    }

    private void stopParts() {
        mining.close();
        submitter.close();
        webhooks.close();
        nodes.close();
        gossip.close();
        follower.close();
        proofs.close();
        deliveries.close();
        if (sink instanceof RemoteSidecar remote) {
            remote.close();
        }
        database.close();
    }

    /** Adds a listener that is told once of each block of ours that L1 took; must return soon. */
    public void onAcceptedBlock(Consumer<AcceptedBlock> listener) {
        acceptedBlockListeners.add(listener);
    }

    /** The Stratum port in use, 0 if there is none. */
    public int stratumPort() {
        return mining.stratumPort();
    }

    @Produces
    @Singleton
    Network network() {
        return network;
    }

    @Produces
    @Singleton
    GossipService gossip() {
        return gossip;
    }

    private L1View l1View() {
        NodeState node = nodes.state();
        PartHealth part = L1Health.of(node, nodes.states(), mining.hasWork());
        return new L1View(
                part.state() != PartState.DOWN,
                node.tip().map(ChainTip::height).orElse(-1),
                nodes.tipAge().map(Duration::toMillis).orElse(-1L),
                part);
    }

    private L2View l2View() {
        // In this order: a block that is settled meanwhile is counted twice rather than not at all.
        int depth = submitter.undecided() + deliveries.depth();
        int lag = nodes.state()
                .tip()
                .map(tip -> tip.height() - index.state().height())
                .orElse(0);
        PartHealth part;
        if (!deliveries.trouble().isEmpty()) {
            part = new PartHealth(PartState.DEGRADED, depth + " notes wait for delivery: " + deliveries.trouble());
        } else if (deliveries.isAlarming()) {
            part = new PartHealth(PartState.DEGRADED, depth + " notes wait for delivery");
        } else if (lag > INDEX_LAG_MAX) {
            part = new PartHealth(PartState.DEGRADED, "the index is " + lag + " blocks behind L1");
        } else {
            part = new PartHealth(PartState.UP, "notes are delivered");
        }
        return new L2View(depth, part);
    }

    /** Without gossip everything else goes on, so it is never down. */
    private PartHealth gossipHealth() {
        GossipStatus status = gossip.status();
        return switch (status.state()) {
            case OFF, CONNECTED, WAITING -> new PartHealth(PartState.UP, status.sentence());
            case ALONE, DOWN -> new PartHealth(PartState.DEGRADED, status.sentence());
        };
    }

    private PartHealth storeHealth() {
        return follower.trouble().isEmpty()
                ? new PartHealth(PartState.UP, "state is written and checked")
                : new PartHealth(PartState.DEGRADED, follower.trouble());
    }
}
