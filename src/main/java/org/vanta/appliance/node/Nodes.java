package org.vanta.appliance.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bytes.Hash256;

/**
 * All configured nodes as one L1. Of those that give work the one with the best tip leads: templates come from it. Among equals it is the one that
 * leads already, and once they have been equal for a while, the first. The chain is read from the node with the best tip, whether or not it gives
 * work; among equals from the leading one. Found blocks go to every one of them.
 */
public final class Nodes implements ChainReader, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Nodes.class);
    /** Once a node took a block, the others have this long to answer before they count as unanswered; their calls go on. */
    private static final Duration GRACE_AFTER_ACCEPTED = Duration.ofSeconds(2);

    /** How long an equally good node of higher preference must have had the tip to lead again: the lead does not change at each block. */
    private static final Duration PREFERRED_AFTER = Duration.ofSeconds(10);

    /**
     * How long the node that gave the work may fail before one with a lower best block gives older work: miners go on with what they have, which is
     * good for two minutes after the node last stood behind it.
     */
    static final Duration OLDER_WORK_AFTER = Duration.ofSeconds(100);

    private static final Executor VIRTUAL =
            command -> Thread.ofVirtual().name("l1-submit").start(command);

    private final NodeSettings settings;
    private final Duration olderWorkAfter;
    private final List<Node> nodes;
    private final List<AutoCloseable> running = new ArrayList<>();
    private @Nullable ChainTip emitted;
    private volatile @Nullable Node leading;
    /** The height of the block that the present work builds on. */
    private volatile int workedAt = -1;

    public Nodes(NodeSettings settings) {
        this(settings, OLDER_WORK_AFTER);
    }

    /** @param olderWorkAfter in place of {@link #OLDER_WORK_AFTER} */
    Nodes(NodeSettings settings, Duration olderWorkAfter) {
        this.olderWorkAfter = olderWorkAfter;
        this.settings = settings;
        this.nodes = settings.endpoints().stream()
                .map(endpoint -> new Node(endpoint, settings))
                .toList();
    }

    /**
     * Begins to watch.
     *
     * @param onTip gets each change of the best block of the node the chain is read from, in order; must return soon
     * @param onTemplate gets each new template, in order; must return soon
     */
    public synchronized void start(Consumer<ChainTip> onTip, Consumer<BlockTemplate> onTemplate) {
        TipCheck check = new TipCheck(nodes);
        List<HashBlockSubscriber> subscribers = new CopyOnWriteArrayList<>();
        TemplateFeed templates = new TemplateFeed(this::leader, template -> {
            subscribers.forEach(subscriber -> subscriber.expects(template.previousHash()));
            onTemplate.accept(template);
            workedAt = template.height() - 1;
        });
        running.add(templates);
        templates.start();
        for (Node node : nodes) {
            TipFeed tips = new TipFeed(node, settings.poll(), check, () -> {
                templates.nodesChanged();
                emitTip(onTip);
            });
            running.add(tips);
            tips.start();
            node.client().endpoint().zmq().ifPresent(address -> {
                HashBlockSubscriber subscriber = new HashBlockSubscriber(address, hash -> {
                    templates.blockHeard(node, hash);
                    tips.wake();
                });
                running.add(subscriber);
                subscribers.add(subscriber);
                subscriber.start();
            });
        }
    }

    /** The node that gives the work; if none does, the one that is asked for some. */
    private Optional<Node> leader() {
        List<Node> working =
                nodes.stream().filter(node -> node.state().givesWork()).toList();
        List<Node> candidates = working.isEmpty()
                ? nodes.stream()
                        .filter(node -> node.isOurs() && !node.isCatchingUp())
                        .toList()
                : working;
        List<Node> equals = highest(candidates);
        Node last = leading;
        Optional<Node> chosen = equals.stream()
                .filter(node -> !equals.contains(last)
                        || node == last
                        || node.state()
                                .tipAge()
                                .filter(age -> age.compareTo(PREFERRED_AFTER) > 0)
                                .isPresent())
                .findFirst();
        if (last != null && chosen.filter(node -> isTooLow(node, last)).isPresent()) {
            return Optional.of(last);
        }
        leading = chosen.orElse(null);
        return chosen;
    }

    /** Whether the node's work would be older than what the one that leads gave, and that one may give some again in time. */
    private boolean isTooLow(Node node, Node last) {
        return heightOf(node) < workedAt
                && !last.state().givesWork()
                && last.failingFor().compareTo(olderWorkAfter) < 0;
    }

    /** The node that knows the chain best. One in initial download knows little of it, whatever its height. */
    private Optional<Node> reader() {
        List<Node> ours = nodes.stream().filter(Node::isOurs).toList();
        List<Node> whole =
                ours.stream().filter(node -> !node.state().initialDownload()).toList();
        List<Node> best = highest(whole.isEmpty() ? ours : whole);
        return leader().filter(best::contains).or(() -> best.stream().findFirst());
    }

    private static List<Node> highest(List<Node> among) {
        int best = among.stream().mapToInt(Nodes::heightOf).max().orElse(-1);
        return among.stream().filter(node -> heightOf(node) == best).toList();
    }

    private static int heightOf(Node node) {
        return node.state().tip().map(ChainTip::height).orElse(-1);
    }

    private synchronized void emitTip(Consumer<ChainTip> onTip) {
        Optional<ChainTip> tip = reader().flatMap(node -> node.state().tip());
        if (tip.isEmpty() || tip.get().equals(emitted)) {
            return;
        }
        emitted = tip.get();
        try {
            onTip.accept(tip.get());
        } catch (RuntimeException e) {
            LOG.errorf(e, "chain tip of height %d could not be used", tip.get().height());
        }
    }

    /** Each node's standing, in the order of preference. */
    public List<NodeState> states() {
        return nodes.stream().map(Node::state).toList();
    }

    /** The standing of the node that gives the work, or of the first one if none does. */
    public NodeState state() {
        return leader().orElseGet(nodes::getFirst).state();
    }

    /** How long the leading node has had its best block. */
    public Optional<Duration> tipAge() {
        return state().tipAge();
    }

    /**
     * Gives a block to all nodes at once.
     *
     * @return each node's result, in the order of preference
     */
    public List<SubmitResult> submitBlock(byte[] block) {
        CompletableFuture<Void> accepted = new CompletableFuture<>();
        List<CompletableFuture<SubmitResult>> calls = new ArrayList<>();
        for (Node node : nodes) {
            calls.add(CompletableFuture.supplyAsync(() -> node.client().submitBlock(block), VIRTUAL)
                    .whenComplete((result, _) -> {
                        if (result instanceof SubmitResult.Accepted) {
                            accepted.complete(null);
                        }
                    }));
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new));
        try {
            CompletableFuture.anyOf(all, accepted).get();
            all.get(GRACE_AFTER_ACCEPTED.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.debugf("a node has not answered submitblock yet");
        } catch (ExecutionException e) {
            throw new IllegalStateException("submitblock never throws", e);
        }
        List<SubmitResult> results = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            results.add(calls.get(i)
                    .getNow(new SubmitResult.Unanswered(new NodeFailure.TimedOut(
                            nodes.get(i).state().node() + " has not answered submitblock yet"))));
        }
        return results;
    }

    @Override
    public NodeReply<ChainTip> tip() {
        return ask(NodeClient::tip);
    }

    @Override
    public NodeReply<Hash256> blockHash(int height) {
        return ask(client -> client.blockHash(height));
    }

    @Override
    public NodeReply<Block> block(Hash256 hash) {
        return ask(client -> client.block(hash));
    }

    @Override
    public NodeReply<List<Hash256>> blockHashes(int from, int count) {
        return ask(client -> client.blockHashes(from, count));
    }

    @Override
    public NodeReply<List<Block>> blocks(List<Hash256> hashes) {
        return ask(client -> client.blocks(hashes));
    }

    @Override
    public NodeReply<Integer> confirmations(Hash256 hash) {
        return ask(client -> client.confirmations(hash));
    }

    private <T> NodeReply<T> ask(Function<NodeClient, NodeReply<T>> question) {
        return reader().map(node -> question.apply(node.client()))
                .orElseGet(() -> new NodeReply.Failed<>(
                        new NodeFailure.Unreachable(state().failure().orElse("no node gives work"))));
    }

    @Override
    public synchronized void close() {
        nodes.forEach(Node::close);
        for (AutoCloseable part : running.reversed()) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.warnf(e, "closing the watch on L1");
            }
        }
        running.clear();
    }
}
