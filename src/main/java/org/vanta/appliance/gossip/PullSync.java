package org.vanta.appliance.gossip;

import java.net.URI;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.gossip.PullRequest.Answer;
import org.vanta.appliance.gossip.PullSources.Source;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.note.EncryptedNote;

/**
 * Fetches the envelopes of commitments that the chain anchors and gossip has not brought: walks the indexed blocks and asks the neighbours that
 * have told a URL, one after the other. A block of which something was not found or not taken is remembered, one bit for each height of the
 * chain: a new source alone is asked for all of those, everybody for a part of them every now and then. On a thread of its own.
 */
final class PullSync implements AutoCloseable {
    /** Commitments that all sources are asked for again in one round. */
    static final int ASKED_AGAIN_MAX = 4_096;

    /** Between two requests: this many of them in the pause between two looks. */
    private static final int REQUESTS_IN_A_PAUSE = 250;

    /** Of the pause: how long one look does each of its three works, so that none keeps the others waiting. */
    private static final int WORK_PAUSES = 4;

    /** Of the pause: the time between two catch-ups with a new source, and the longest rest of one. */
    static final int NEW_SOURCE_PAUSES = 12;

    /** Of the pause: the time between two rounds of asking again. */
    private static final int ASK_AGAIN_PAUSES = 120;

    private static final Logger LOG = Logger.getLogger(PullSync.class);

    private final IndexedChain chain;
    private final NoteInbox inbox;
    private final Duration pause;
    private final PullRequest request;
    private final PullSources sources;
    private final Thread thread = Thread.ofVirtual().name("gossip-pull").unstarted(this::run);
    private int top = -1;
    private int next;
    private int undoneTo = Integer.MAX_VALUE;

    /** Heights that anchor something nobody had, or the inbox did not take. */
    private final BitSet unanswered = new BitSet();

    private Optional<Source> newSource = Optional.empty();
    private int newSourceAt;
    private long newSourceSince;

    private int askedAgainAt;

    /** Commitments that may still be asked for again in this round; what else is asked for meanwhile counts too. */
    private int asksLeft;

    private long askedAgainSince = System.nanoTime();

    /** @param pause between two looks at the chain; a block's notes have as long to come by themselves, and all other times follow from it */
    PullSync(IndexedChain chain, NoteInbox inbox, boolean local, Duration pause) {
        this.chain = chain;
        this.inbox = inbox;
        this.pause = pause;
        this.request = new PullRequest(local);
        this.sources = new PullSources(pause, pause.multipliedBy(NEW_SOURCE_PAUSES));
        this.newSourceSince =
                System.nanoTime() - pause.multipliedBy(NEW_SOURCE_PAUSES).toNanos();
    }

    void start() {
        thread.start();
    }

    void source(PeerId peer, URI url) {
        sources.told(peer, url);
    }

    void lost(PeerId peer) {
        sources.lost(peer);
    }

    int sources() {
        return sources.size();
    }

    /** The block at this height has left the chain. */
    synchronized void undone(int height) {
        undoneTo = Math.min(undoneTo, height);
    }

    private synchronized int from() {
        next = Math.min(next, undoneTo);
        undoneTo = Integer.MAX_VALUE;
        return next;
    }

    private synchronized void done(int height) {
        next = height + 1;
    }

    private void run() {
        try {
            while (true) {
                look();
                Thread.sleep(pause);
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private void look() throws InterruptedException {
        try {
            int now = chain.height();
            catchUp();
            walkTo(Math.min(top, now));
            askAgain();
            top = now;
        } catch (RuntimeException | Error e) {
            LOG.error("a look for missing notes failed; there will be another", e);
        }
    }

    /** A new source may have what the others had not. It alone is asked: whoever tells a new URL has the others asked for nothing. */
    private void catchUp() throws InterruptedException {
        if (newSource.isEmpty() && isOver(newSourceSince, NEW_SOURCE_PAUSES)) {
            newSource = sources.takeNew();
            newSourceAt = 0;
            if (newSource.isPresent() && !unanswered.isEmpty()) {
                newSourceSince = System.nanoTime();
            }
        }
        if (newSource.isEmpty()) {
            return;
        }
        List<Source> asked = List.of(newSource.get());
        long begin = System.nanoTime();
        int height = unanswered.nextSetBit(newSourceAt);
        while (height >= 0 && !sources.stillReady(asked).isEmpty()) {
            if (isOver(begin, WORK_PAUSES) || !lookFor(height, asked)) {
                return;
            }
            newSourceAt = height + 1;
            height = unanswered.nextSetBit(newSourceAt);
        }
        newSource = Optional.empty();
    }

    private void walkTo(int top) throws InterruptedException {
        long begin = System.nanoTime();
        for (int height = from(); height <= top; height = from()) {
            List<Source> ready = sources.ready();
            if (ready.isEmpty() || isOver(begin, WORK_PAUSES) || !lookFor(height, ready)) {
                return;
            }
            done(height);
        }
    }

    private void askAgain() throws InterruptedException {
        if (isOver(askedAgainSince, ASK_AGAIN_PAUSES)) {
            askedAgainSince = System.nanoTime();
            asksLeft = ASKED_AGAIN_MAX;
        }
        long begin = System.nanoTime();
        while (asksLeft > 0 && !isOver(begin, WORK_PAUSES)) {
            int height = unanswered.nextSetBit(askedAgainAt);
            List<Source> ready = sources.ready();
            // What can't be looked for is not to stand in the others' way.
            askedAgainAt = height + 1;
            if (height < 0) {
                asksLeft = 0;
            } else if (ready.isEmpty() || !lookFor(height, ready)) {
                return;
            }
        }
    }

    private boolean isOver(long since, int pauses) {
        return System.nanoTime() - since >= pause.multipliedBy(pauses).toNanos();
    }

    /** Whether what is missing at a height could be looked for, found or not. */
    private boolean lookFor(int height, List<Source> asked) throws InterruptedException {
        try {
            List<Hash256> missing = chain.missingAt(height);
            if (height > chain.height()) {
                // While the state is read anew nothing is missing anywhere.
                return false;
            }
            boolean all = true;
            for (Hash256 commitment : missing) {
                all &= fetch(commitment, asked);
            }
            unanswered.set(height, !all);
            asksLeft -= missing.size();
            return true;
        } catch (RuntimeException e) {
            LOG.warnf("notes that height %d anchors could not be looked for: %s", height, e.getMessage());
            return false;
        }
    }

    /** Whether a note of the commitment is in the inbox now. */
    private boolean fetch(Hash256 commitment, List<Source> asked) throws InterruptedException {
        List<Source> shuffled = sources.stillReady(asked);
        Collections.shuffle(shuffled);
        for (Source source : shuffled) {
            Thread.sleep(pause.dividedBy(REQUESTS_IN_A_PAUSE));
            List<EncryptedNote> found = ask(source, commitment);
            if (!found.isEmpty()) {
                boolean taken = false;
                for (EncryptedNote note : found) {
                    taken |= inbox.take(note) != NoteInbox.Fate.REFUSED;
                }
                return taken;
            }
        }
        return false;
    }

    private List<EncryptedNote> ask(Source source, Hash256 commitment) throws InterruptedException {
        switch (request.ask(source.url(), commitment)) {
            case Answer.Notes(List<EncryptedNote> notes) -> {
                sources.answered(source);
                return notes;
            }
            case Answer.NotNow(int status) -> {
                LOG.debugf("%s answers with status %d and rests", source.url(), status);
                sources.failed(source);
            }
            case Answer.Nonsense(String reason) -> {
                LOG.debugf("%s is not asked for notes any more: %s", source.url(), reason);
                sources.forget(source);
            }
        }
        return List.of();
    }

    @Override
    public void close() {
        thread.interrupt();
        request.close();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
