package org.vanta.appliance.gossip;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.note.EncryptedNote;

/**
 * Takes what peers say to where it belongs, on a thread of its own because inbox and index may wait for a disk. A bounded number of messages
 * waits; more are dropped and counted.
 */
final class Intake implements AutoCloseable {
    static final int WAITING_MAX = 4_096;

    /** After an error, which may be a want of memory or files that passes. */
    private static final long PAUSE_NANOS = 100_000_000;

    private static final Logger LOG = Logger.getLogger(Intake.class);

    private final NoteInbox inbox;
    private final IndexedChain chain;
    private final Hints commitments;
    private final Hints nullifiers;
    private final GossipTally tally;
    private final BlockingQueue<GossipMessage> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final Thread thread;

    Intake(NoteInbox inbox, IndexedChain chain, Hints commitments, Hints nullifiers, GossipTally tally) {
        this.inbox = inbox;
        this.chain = chain;
        this.commitments = commitments;
        this.nullifiers = nullifiers;
        this.tally = tally;
        this.thread = Thread.ofPlatform().daemon().name("gossip-intake").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void offer(GossipMessage message) {
        if (!waiting.offer(message)) {
            tally.count(MessageKind.of(message), MessageFate.DROPPED);
        }
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                take(waiting.take());
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                LOG.warnf("a message from a peer could not be kept: %s", e.getMessage());
            } catch (Error e) {
                LOG.error("a message from a peer could not be kept", e);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void take(GossipMessage message) {
        switch (message) {
            case GossipMessage.NoteSent(EncryptedNote note) -> {
                var unused = take(note);
            }
            case GossipMessage.NewCommitment(Hash256 commitment) -> {
                if (!chain.hasCommitment(commitment)) {
                    commitments.heard(commitment);
                }
            }
            case GossipMessage.NullifierRevealed(Hash256 nullifier) -> {
                if (!chain.hasNullifier(nullifier)) {
                    nullifiers.heard(nullifier);
                }
            }
        }
    }

    NoteInbox.Fate take(EncryptedNote note) {
        NoteInbox.Fate fate = inbox.take(note);
        tally.count(
                MessageKind.NOTE,
                switch (fate) {
                    case STORED -> MessageFate.STORED;
                    case KNOWN -> MessageFate.KNOWN;
                    case REFUSED -> MessageFate.REFUSED;
                });
        return fate;
    }

    /** Finishes the message at hand. The files of the inbox are written by another thread, so an interrupt does no harm. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
