package org.vanta.appliance.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.LogWatch;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bitcoin.BlockHeader;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.chain.Network;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.node.ChainReader;
import org.vanta.appliance.node.ChainTip;
import org.vanta.appliance.node.Credentials;
import org.vanta.appliance.node.FakeNode;
import org.vanta.appliance.node.NodeClient;
import org.vanta.appliance.node.NodeEndpoint;
import org.vanta.appliance.node.NodeFailure;
import org.vanta.appliance.node.NodeReply;
import org.vanta.appliance.node.SubmitResult;
import org.vanta.appliance.note.EnvelopeVersion;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.note.PoolSeed;
import org.vanta.appliance.share.WinningShare;
import org.vanta.appliance.store.Candidate;
import org.vanta.appliance.store.CandidateState;
import org.vanta.appliance.store.TestDatabase;
import org.vanta.appliance.store.UnwrittenBlocks;
import org.vanta.appliance.template.CoinbaseFactory;
import org.vanta.appliance.template.MiningTemplate;
import org.vanta.appliance.template.OutputValue;
import org.vanta.appliance.template.PaidCoinbase;
import org.vanta.appliance.template.Templates;

/** Goal: whatever the store does, a block goes to L1 at once, and is written down once. Method: a real database that hangs or fails. */
@SuppressWarnings("NullAway.Init")
class BlockSubmitterTest {
    private static final OwnerKey OWNER = new OwnerKey(Sha256.hash(new byte[] {7}));
    private static final long PATIENCE_SECONDS = 60;
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(100);

    @TempDir
    Path folder;

    /** Each block that a node was given, with the state in which it was written down then. */
    private final BlockingQueue<String> submitted = new LinkedBlockingQueue<>();

    private final BlockingQueue<AcceptedBlock> accepted = new LinkedBlockingQueue<>();
    private volatile Function<byte[], List<SubmitResult>> answers = _ -> List.of(new SubmitResult.Accepted());
    private final BlockingQueue<Hash256> asked = new LinkedBlockingQueue<>();
    private volatile int confirmations = 1;
    private volatile Optional<NodeFailure> unanswered = Optional.empty();
    private volatile Hash256 hangingOn = Hash256.ZERO;
    private volatile CountDownLatch hanging = new CountDownLatch(0);
    private volatile Hash256 failingOn = Hash256.ZERO;
    private TestDatabase database;
    private BlockSubmitter submitter;

    /** A chain on which every block that is asked for stands alike. */
    private final class AllAlike implements ChainReader {
        private static <T> NodeReply<T> failed() {
            return new NodeReply.Failed<>(new NodeFailure.Unreachable("nobody listens"));
        }

        @Override
        public NodeReply<ChainTip> tip() {
            return failed();
        }

        @Override
        public NodeReply<Hash256> blockHash(int height) {
            return failed();
        }

        @Override
        public NodeReply<Block> block(Hash256 hash) {
            return failed();
        }

        @Override
        public NodeReply<Integer> confirmations(Hash256 hash) {
            asked.add(hash);
            return unanswered
                    .<NodeReply<Integer>>map(NodeReply.Failed::new)
                    .orElseGet(() -> new NodeReply.Ok<>(confirmations));
        }
    }

    @BeforeEach
    void start() {
        database = TestDatabase.open(folder);
        submitter = submitter(database, new UnwrittenBlocks(folder, TestDatabase.NETWORK));
        submitter.start();
    }

    private BlockSubmitter submitter(TestDatabase over, UnwrittenBlocks unwritten) {
        return new BlockSubmitter(
                this::node,
                new AllAlike(),
                over.candidates,
                unwritten,
                EnvelopeVersion.V1,
                Clock.systemUTC(),
                accepted::add,
                LOOK_INTERVAL);
    }

    @AfterEach
    void stop() {
        submitter.close();
        database.close();
    }

    private List<SubmitResult> node(byte[] block) {
        Hash256 hash = Sha256.twice(Arrays.copyOf(block, BlockHeader.BYTES));
        submitted.add(hash.displayHex() + " " + state(hash));
        if (hash.equals(failingOn)) {
            throw new OutOfMemoryError("as if");
        }
        if (hash.equals(hangingOn)) {
            awaitAnswers();
        }
        return answers.apply(block);
    }

    private static NodeClient client(FakeNode node) {
        Duration timeout = Duration.ofSeconds(PATIENCE_SECONDS);
        NodeEndpoint endpoint =
                new NodeEndpoint(node.url(), new Credentials.Password("name", "password"), Optional.empty());
        return new NodeClient(endpoint, timeout, timeout, timeout);
    }

    private void awaitAnswers() {
        try {
            hanging.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String state(Hash256 hash) {
        return database.candidates.among(List.of(hash)).stream()
                .map(Candidate::state)
                .map(CandidateState::name)
                .findFirst()
                .orElse("UNKNOWN");
    }

    private static WinningShare share(int tag) {
        MiningTemplate template = MiningTemplate.of(Templates.of(200, "tip", Templates.EASY_BITS, 3));
        CoinbaseFactory coinbases =
                new CoinbaseFactory(Network.DEVNET, PoolSeed.ofBytes(new byte[32]), OutputValue.ZERO);
        Job job = new Job(tag, template, true, (int) Templates.TIME, Templates.TIME * 1000, coinbases);
        PaidCoinbase paid = job.coinbaseFor(OWNER);
        BlockHeader header =
                new BlockHeader(job.version(), job.previousHash(), Hash256.ZERO, (int) Templates.TIME, job.bits(), tag);
        return new WinningShare(job, OWNER, paid, header, paid.withExtranonce(new byte[12]), "bitaxe", header.hash());
    }

    private String nextSubmitted() throws InterruptedException {
        return submitted.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private Hash256 nextAccepted() throws InterruptedException {
        AcceptedBlock block = accepted.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(block).isNotNull();
        return block.hash();
    }

    @Test
    void writesABlockDownBeforeItIsSubmitted() throws InterruptedException {
        WinningShare share = share(1);
        submitter.accept(share);
        assertThat(nextSubmitted()).isEqualTo(share.hash().displayHex() + " SUBMITTING");
        assertThat(nextAccepted()).isEqualTo(share.hash());
        assertThat(state(share.hash())).isEqualTo("ACCEPTED");
        assertThat(unwrittenFile()).doesNotExist();
    }

    private Path unwrittenFile() {
        return folder.resolve(UnwrittenBlocks.FILE);
    }

    @Test
    void submitsBlocksWhileTheStoreHangsAndWritesThemDownLater() throws InterruptedException {
        List<WinningShare> shares = List.of(share(1), share(2), share(3));
        Runnable answers = database.hang();
        shares.forEach(submitter::accept);
        List<String> given = List.of(nextSubmitted(), nextSubmitted(), nextSubmitted());
        assertThat(given)
                .containsExactlyInAnyOrderElementsOf(shares.stream()
                        .map(share -> share.hash().displayHex() + " UNKNOWN")
                        .toList());
        assertThat(accepted).isEmpty();
        answers.run();
        List<Hash256> taken = List.of(nextAccepted(), nextAccepted(), nextAccepted());
        assertThat(taken)
                .containsExactlyInAnyOrderElementsOf(
                        shares.stream().map(WinningShare::hash).toList());
        assertThat(taken).allSatisfy(hash -> assertThat(state(hash)).isEqualTo("ACCEPTED"));
        assertThat(database.deliveries.depth()).isEqualTo(3);
        awaitNoUnwritten();

        // What comes next is written down first again.
        WinningShare next = share(4);
        submitter.accept(next);
        assertThat(nextSubmitted()).isEqualTo(next.hash().displayHex() + " SUBMITTING");
        assertThat(nextAccepted()).isEqualTo(next.hash());
    }

    @Test
    void submitsABlockThatTheStoreFailsToWriteDown() throws InterruptedException {
        WinningShare share = share(1);
        database.tamper("alter table candidate rename to gone");
        submitter.accept(share);
        assertThat(nextSubmitted()).isEqualTo(share.hash().displayHex() + " UNKNOWN");
        database.tamper("alter table gone rename to candidate");
        database.mend();
        assertThat(nextAccepted()).isEqualTo(share.hash());
        submitter.close();
        assertThat(state(share.hash())).isEqualTo("ACCEPTED");
        assertThat(accepted).isEmpty();
        assertThat(database.deliveries.depth()).isEqualTo(1);
    }

    private void awaitNoUnwritten() throws InterruptedException {
        for (long left = PATIENCE_SECONDS * 100; Files.exists(unwrittenFile()); left--) {
            assertThat(left).as("the file is gone when the store has all of it").isPositive();
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    @Test
    void writesBlocksDownAfterAKillThatTheStoreFailedToWriteDown() throws Exception {
        database.tamper("alter table candidate rename to gone");
        writesDownAfterAKill();
        database.tamper("alter table gone rename to candidate");
    }

    @Test
    void writesBlocksDownAfterAKillThatTheStoreTookTooLongToWriteDown() throws Exception {
        Runnable answers = database.hang();
        try {
            writesDownAfterAKill();
        } finally {
            answers.run();
        }
    }

    /** The process that is killed knows no more of its database than the one that follows; so that one has a database of its own. */
    private void writesDownAfterAKill() throws Exception {
        List<WinningShare> shares = List.of(share(1), share(2));
        answers = _ -> List.of();
        shares.forEach(submitter::accept);
        for (int i = 0; i < shares.size(); i++) {
            assertThat(nextSubmitted()).endsWith(" UNKNOWN");
        }
        assertThat(accepted).isEmpty();
        awaitUnwritten(shares.size());
        try (TestDatabase after = TestDatabase.open(folder.resolve("after"));
                BlockSubmitter next = submitter(after, new UnwrittenBlocks(folder, TestDatabase.NETWORK))) {
            next.start();
            assertThat(List.of(nextAccepted(), nextAccepted()))
                    .containsExactlyInAnyOrderElementsOf(
                            shares.stream().map(WinningShare::hash).toList());
            assertThat(after.deliveries.depth()).isEqualTo(2);
            awaitNoUnwritten();
        }
    }

    private void awaitUnwritten(int blocks) throws IOException, InterruptedException {
        for (long left = PATIENCE_SECONDS * 100; unwrittenBlocks() < blocks; left--) {
            assertThat(left).as("%d blocks are in the file", blocks).isPositive();
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** Looks at a copy, as the file is in use. */
    private int unwrittenBlocks() throws IOException {
        if (!Files.exists(unwrittenFile())) {
            return 0;
        }
        Path copy = Files.createDirectories(folder.resolve("copy"));
        Files.copy(unwrittenFile(), copy.resolve(UnwrittenBlocks.FILE), StandardCopyOption.REPLACE_EXISTING);
        try (UnwrittenBlocks unwritten = new UnwrittenBlocks(copy, TestDatabase.NETWORK)) {
            return unwritten.read().size();
        }
    }

    @Test
    void submitsBlocksWhileStoreAndDiskHang() throws InterruptedException {
        List<WinningShare> shares = List.of(share(1), share(2), share(3));
        CountDownLatch diskAnswers = new CountDownLatch(1);
        Runnable storeAnswers = database.hang();
        BlockSubmitter other = submitter(database, TestDatabase.unwrittenOnAHangingDisk(folder, diskAnswers));
        try {
            other.start();
            shares.forEach(other::accept);
            for (int i = 0; i < shares.size(); i++) {
                assertThat(nextSubmitted()).endsWith(" UNKNOWN");
            }
        } finally {
            diskAnswers.countDown();
            storeAnswers.run();
        }
        assertThat(List.of(nextAccepted(), nextAccepted(), nextAccepted()))
                .containsExactlyInAnyOrderElementsOf(
                        shares.stream().map(WinningShare::hash).toList());
        other.close();
        assertThat(unwrittenFile()).doesNotExist();
    }

    @Test
    void submitsTheNextBlockWhileANodeHangsOverTheFirst() throws InterruptedException {
        WinningShare first = share(1);
        WinningShare second = share(2);
        CountDownLatch answers = new CountDownLatch(1);
        hangingOn = first.hash();
        hanging = answers;
        submitter.accept(first);
        assertThat(nextSubmitted()).startsWith(first.hash().displayHex());
        submitter.accept(second);
        assertThat(nextAccepted()).isEqualTo(second.hash());
        answers.countDown();
        assertThat(nextAccepted()).isEqualTo(first.hash());
    }

    @Test
    void keepsAPlaceForOthersWhenAMinerSendsItsBlockAgainAndAgain() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(1);
        answers = _ -> {
            try {
                blocked.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return List.of(new SubmitResult.Accepted());
        };
        WinningShare first = share(1);
        WinningShare other = share(2);
        int news = 0;
        boolean otherIsNew;
        try {
            for (int i = 0; i < BlockSubmitter.WAITING_MAX + 1_000; i++) {
                news += submitter.accept(first) ? 1 : 0;
            }
            otherIsNew = submitter.accept(other);
        } finally {
            blocked.countDown();
        }
        submitter.close();
        assertThat(submitted.stream().map(line -> line.split(" ")[0]))
                .containsExactlyInAnyOrder(
                        first.hash().displayHex(), other.hash().displayHex());
        assertThat(news).isEqualTo(1);
        assertThat(otherIsNew).isTrue();
    }

    @Test
    void takesABlockAgainThatItHadNoPlaceForAndForgetsTheOldest() throws InterruptedException {
        // Thousands of blocks forced to disk would take a minute.
        database.tamper("alter table candidate rename to gone");
        // Each of them would say so.
        List<Logger> loggers = List.of(
                Logger.getLogger(BlockSubmitter.class.getName()), Logger.getLogger(BlockLedger.class.getName()));
        loggers.forEach(logger -> logger.setLevel(Level.OFF));
        try (BlockSubmitter stopped =
                submitter(database, new UnwrittenBlocks(folder.resolve("stopped"), TestDatabase.NETWORK))) {
            for (int tag = 0; tag < BlockSubmitter.WAITING_MAX; tag++) {
                assertThat(stopped.accept(share(tag))).isTrue();
            }
            WinningShare late = share(BlockSubmitter.WAITING_MAX);
            assertThat(stopped.accept(late)).as("no place").isFalse();
            stopped.start();
            nextSubmitted();
            while (!stopped.accept(late)) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            assertThat(stopped.accept(late)).isFalse();
            assertThat(stopped.accept(share(1))).as("still known").isFalse();
            while (!stopped.accept(share(0))) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        } finally {
            loggers.forEach(logger -> logger.setLevel(null));
        }
    }

    @Test
    void goesOnAfterABlockThatNoNodeCouldBeGiven() throws InterruptedException {
        WinningShare first = share(1);
        WinningShare second = share(2);
        failingOn = first.hash();
        submitter.accept(first);
        submitter.accept(second);
        List<Hash256> taken = List.of(nextAccepted(), nextAccepted());
        assertThat(taken)
                .as("the first is on the chain all the same")
                .containsExactlyInAnyOrder(first.hash(), second.hash());
    }

    @Test
    void tellsOfABlockOnceAlthoughItIsSettledToo() throws InterruptedException {
        WinningShare share = share(1);
        answers = _ -> List.of(new SubmitResult.Inconclusive("inconclusive"));
        submitter.accept(share);
        assertThat(nextAccepted()).isEqualTo(share.hash());
        submitter.close();
        assertThat(accepted).isEmpty();
    }

    @Test
    void takesABlockThatANodeKnowsAlreadyForAcceptedOnlyOnceTheChainHasIt() throws InterruptedException {
        String body = "{\"result\":\"duplicate\",\"error\":null,\"id\":$ID}";
        confirmations = -1;
        WinningShare share = share(1);
        try (FakeNode node = new FakeNode(FakeNode.answering(200, body));
                NodeClient client = client(node)) {
            answers = block -> List.of(client.submitBlock(block));
            submitter.accept(share);
            for (int looks = 0; looks < 2; looks++) {
                assertThat(asked.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(share.hash());
            }
        }
        assertThat(accepted).isEmpty();
        assertThat(state(share.hash())).isEqualTo("SUBMITTING");
        assertThat(database.deliveries.depth()).isZero();

        confirmations = 1;
        assertThat(nextAccepted()).isEqualTo(share.hash());
        assertThat(state(share.hash())).isEqualTo("ACCEPTED");
        assertThat(database.deliveries.depth()).isEqualTo(1);
    }

    @Test
    void countsABlockFromTheStartOnUntilTheChainSaysWhatBecameOfIt() throws InterruptedException {
        unanswered = Optional.of(new NodeFailure.Unreachable("nobody listens"));
        answers = _ -> List.of(new SubmitResult.Unanswered(new NodeFailure.TimedOut("no answer")));
        WinningShare share = share(1);
        submitter.accept(share);
        assertThat(nextSubmitted()).endsWith(" SUBMITTING");
        submitter.close();
        try (BlockSubmitter next = submitter(database, new UnwrittenBlocks(folder, TestDatabase.NETWORK))) {
            assertThat(next.undecided()).as("before anybody was asked").isEqualTo(1);
            next.start();
            awaitLooks(2);
            assertThat(next.undecided()).as("nobody answers").isEqualTo(1);
            confirmations = -1;
            unanswered = Optional.empty();
            awaitLooks(2);
            assertThat(next.undecided()).as("the chain took another one").isZero();
            confirmations = 1;
            assertThat(nextAccepted()).isEqualTo(share.hash());
            assertThat(next.undecided() + database.deliveries.depth())
                    .as("its note waits")
                    .isEqualTo(1);
        }
    }

    /** As many looks at the chain begin from now on, all but the last of which have ended. */
    private void awaitLooks(int looks) throws InterruptedException {
        asked.clear();
        for (int i = 0; i <= looks; i++) {
            assertThat(asked.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void saysOnceWhatTheNodesSayOfABlockAgainAndAgain() throws InterruptedException {
        try (LogWatch log = LogWatch.of(BlockLedger.class)) {
            unanswered = Optional.of(new NodeFailure.Refused(-5, "Block not found"));
            answers = _ -> List.of(new SubmitResult.Inconclusive("prev-blk-not-found"));
            submitter.accept(share(1));
            for (int times = 0; times < 4; times++) {
                assertThat(nextSubmitted()).endsWith(" SUBMITTING");
            }
            submitter.close();
            assertThat(log.warnings())
                    .extracting(LogRecord::getMessage)
                    .singleElement()
                    .asString()
                    .contains("prev-blk-not-found");
        }
    }

    @Test
    void keepsTheReasonOfARejection() throws InterruptedException {
        answers = _ -> List.of(new SubmitResult.Rejected("high-hash"));
        WinningShare share = share(1);
        submitter.accept(share);
        assertThat(nextSubmitted()).isEqualTo(share.hash().displayHex() + " SUBMITTING");
        submitter.close();
        assertThat(state(share.hash())).isEqualTo("REJECTED");
    }
}
