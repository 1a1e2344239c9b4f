package org.vanta.appliance.devnet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bitcoin.OutPoint;
import org.vanta.appliance.bitcoin.Transaction;
import org.vanta.appliance.bitcoin.TxInput;
import org.vanta.appliance.bitcoin.TxOutput;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.chain.Network;

/** All blocks the devnet knows, the active chain among them, and the transactions that wait. Thread-safe. */
final class DevnetChain {
    /** Blocks kept before the devnet says it is full: weeks of the demo. */
    static final int BLOCKS_MAX = 500_000;

    static final int MEMPOOL_TRANSACTIONS_MAX = 5_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Hash256, StoredBlock> blocks = new HashMap<>();
    private final List<StoredBlock> active = new ArrayList<>();
    private final UnspentOutputs unspent = new UnspentOutputs();
    private final Map<Hash256, Transaction> mempool = new LinkedHashMap<>();
    private final DevnetOptions options;
    private long mempoolChanges;

    DevnetChain(DevnetOptions options) {
        this.options = options;
        Block genesis = Genesis.block(options.bits());
        StoredBlock stored = new StoredBlock(genesis, genesis.hash(), null, 0);
        blocks.put(stored.hash, stored);
        active.add(stored);
        for (int i = 0; i < options.fillers(); i++) {
            remember(filler(i));
        }
    }

    private static Transaction filler(int number) {
        OutPoint nothing = new OutPoint(Hash256.ZERO, number);
        return new Transaction(
                2, List.of(new TxInput(nothing, new byte[0], -1, List.of())), List.of(new TxOutput(0, new byte[0])), 0);
    }

    int bits() {
        return options.bits();
    }

    long now() {
        return options.clock().instant().getEpochSecond();
    }

    /** Runs {@code look} while nothing changes. */
    <T> T reading(Supplier<T> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a block; empty when it is on the active chain now, else the word {@code submitblock} answers with. */
    Optional<String> submit(Block block) {
        lock.lock();
        try {
            Hash256 hash = block.hash();
            StoredBlock known = blocks.get(hash);
            if (known != null) {
                return Optional.of(isInvalid(known) ? "duplicate-invalid" : "duplicate");
            }
            Optional<String> bad = BlockRules.onItsOwn(block, hash);
            if (bad.isPresent()) {
                return bad;
            }
            StoredBlock parent = blocks.get(block.header().previousHash());
            if (parent == null) {
                return Optional.of("prev-blk-not-found");
            }
            if (isInvalid(parent)) {
                return Optional.of("bad-prevblk");
            }
            bad = BlockRules.headerAfter(parent, block, options.bits(), now())
                    .or(() -> BlockRules.contentAt(parent.height + 1, block));
            if (bad.isPresent()) {
                return bad;
            }
            if (blocks.size() >= BLOCKS_MAX) {
                return Optional.of("devnet-full");
            }
            StoredBlock stored = new StoredBlock(block, hash, parent, blocks.size());
            blocks.put(hash, stored);
            return activate(stored);
        } finally {
            lock.unlock();
        }
    }

    /** Makes the block the tip if it has more work than the tip; says what became of it. All blocks have the same work. */
    private Optional<String> activate(StoredBlock added) {
        if (added.height <= tip().height) {
            return Optional.of("inconclusive");
        }
        Optional<String> reject = switchTo(added);
        if (reject.isPresent()) {
            blocks.remove(added.hash);
            activateBest();
        }
        changed.signalAll();
        return reject;
    }

    /** Follows the chain of most work; of equal work the first seen. Looks at every block, so only for rare occasions. */
    private void activateBest() {
        boolean settled = false;
        while (!settled) {
            StoredBlock best = blocks.values().stream()
                    .filter(block -> !isInvalid(block))
                    .max(Comparator.<StoredBlock>comparingInt(block -> block.height)
                            .thenComparing(this::isActive)
                            .thenComparing(block -> -block.arrival))
                    .orElseThrow();
            settled = best == tip() || switchTo(best).isEmpty();
        }
        changed.signalAll();
    }

    private boolean isInvalid(StoredBlock block) {
        for (StoredBlock at = block; at != null && !isActive(at); at = at.parent) {
            if (at.invalid) {
                return true;
            }
        }
        return false;
    }

    private void disconnectTip() {
        StoredBlock gone = active.removeLast();
        unspent.disconnect(gone);
        gone.block.transactions().stream().skip(1).forEach(this::remember);
    }

    /** Empty when {@code best} is the tip now; else the reject word of the block on the way that can't be connected. */
    private Optional<String> switchTo(StoredBlock best) {
        List<StoredBlock> path = new ArrayList<>();
        for (StoredBlock at = best; at != null && !isActive(at); at = at.parent) {
            path.addFirst(at);
        }
        StoredBlock fork = path.getFirst().parent;
        while (tip() != fork) {
            disconnectTip();
        }
        for (StoredBlock next : path) {
            Optional<String> bad = unspent.connect(next, Network.DEVNET.subsidy(next.height));
            if (bad.isPresent()) {
                next.invalid = true;
                return bad;
            }
            active.add(next);
            next.block.transactions().forEach(transaction -> mempool.remove(transaction.txid()));
        }
        mempool.values().removeIf(transaction -> unspent.value(transaction) < 0);
        return Optional.empty();
    }

    private void remember(Transaction transaction) {
        if (mempool.size() < MEMPOOL_TRANSACTIONS_MAX) {
            mempool.put(transaction.txid(), transaction);
        }
    }

    /** Takes a transaction to be mined; empty when taken, else the reject word. */
    Optional<String> accept(Transaction transaction) {
        lock.lock();
        try {
            Hash256 txid = transaction.txid();
            if (mempool.containsKey(txid)) {
                return Optional.empty();
            }
            if (transaction.isCoinbase()) {
                return Optional.of("coinbase");
            }
            Optional<String> bad = BlockRules.transactionAlone(transaction);
            if (bad.isPresent()) {
                return bad;
            }
            long in = unspent.value(transaction);
            if (in < 0) {
                return Optional.of("bad-txns-inputs-missingorspent");
            }
            if (in < UnspentOutputs.total(transaction)) {
                return Optional.of("bad-txns-in-belowout");
            }
            if (mempool.values().stream()
                    .flatMap(other -> other.inputs().stream())
                    .anyMatch(other -> transaction.inputs().stream()
                            .anyMatch(input -> input.previous().equals(other.previous())))) {
                return Optional.of("txn-mempool-conflict");
            }
            if (mempool.size() >= MEMPOOL_TRANSACTIONS_MAX) {
                return Optional.of("mempool full");
            }
            mempool.put(txid, transaction);
            mempoolChanges++;
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Declares a block and what builds on it invalid, or valid again. Returns whether the block is known. */
    boolean mark(Hash256 hash, boolean invalid) {
        lock.lock();
        try {
            StoredBlock block = blocks.get(hash);
            if (block == null || block.parent == null) {
                return false;
            }
            if (!invalid) {
                for (StoredBlock at = block; at != null; at = at.parent) {
                    at.invalid = false;
                }
                blocks.values().stream()
                        .filter(other -> descends(other, block))
                        .forEach(other -> other.invalid = false);
            } else {
                block.invalid = true;
                while (isActive(block)) {
                    disconnectTip();
                }
                changed.signalAll();
            }
            activateBest();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static boolean descends(StoredBlock block, StoredBlock ancestor) {
        StoredBlock at = block;
        while (at != null && at.height > ancestor.height) {
            at = at.parent;
        }
        return at == ancestor;
    }

    /** Waits until the tip is another one, at most that long. */
    void awaitOtherTip(Hash256 known, long seconds) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = TimeUnit.SECONDS.toNanos(seconds);
            while (left > 0 && tip().hash.equals(known)) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    StoredBlock tip() {
        return active.getLast();
    }

    boolean isActive(StoredBlock block) {
        return block.height < active.size() && active.get(block.height) == block;
    }

    @Nullable
    StoredBlock at(int height) {
        return height < 0 || height >= active.size() ? null : active.get(height);
    }

    @Nullable
    StoredBlock get(Hash256 hash) {
        return blocks.get(hash);
    }

    List<Transaction> mempool() {
        return List.copyOf(mempool.values());
    }

    @Nullable
    Transaction waiting(Hash256 txid) {
        return mempool.get(txid);
    }

    /** What a waiting transaction pays. */
    long fee(Transaction transaction) {
        return unspent.value(transaction) - UnspentOutputs.total(transaction);
    }

    long mempoolChanges() {
        return mempoolChanges;
    }
}
