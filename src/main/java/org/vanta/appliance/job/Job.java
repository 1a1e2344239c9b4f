package org.vanta.appliance.job;

import java.util.List;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.note.MiningCommitments;
import org.vanta.appliance.note.Note;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.template.CoinbaseFactory;
import org.vanta.appliance.template.MiningTemplate;
import org.vanta.appliance.template.PaidCoinbase;
import org.vanta.appliance.template.SharedCoinbase;

/**
 * One piece of work, the same for all miners but for the owner their coinbase pays and the extranonce of their connection. Its tag is in
 * the coinbase and never used again, so no two jobs give a miner the same header to hash. Thread-safe.
 */
public final class Job {
    /** The version bits left to miners. */
    public static final int ROLLED_VERSION_BITS = MiningTemplate.ROLLED_VERSION_BITS;

    private final long tag;
    private final String id;
    private final MiningTemplate template;
    private final boolean clean;
    private final int ntime;
    private final long createdMillis;
    private final CoinbaseFactory coinbases;
    private final SharedCoinbase sharedCoinbase;

    /**
     * @param clean whether miners must drop earlier work: it builds on another block
     * @param ntime header time to start with, seconds since 1970, unsigned
     * @param createdMillis when it was made, milliseconds since 1970
     * @throws IllegalArgumentException if no coinbase of bounded size can be made for the template
     */
    public Job(
            long tag,
            MiningTemplate template,
            boolean clean,
            int ntime,
            long createdMillis,
            CoinbaseFactory coinbases) {
        this.tag = tag;
        this.id = Long.toHexString(tag);
        this.template = template;
        this.clean = clean;
        this.ntime = ntime;
        this.createdMillis = createdMillis;
        this.coinbases = coinbases;
        this.sharedCoinbase = coinbases.shared(tag, template.block());
    }

    /** What miners call it: the tag in hex without leading zeros. */
    public String id() {
        return id;
    }

    /** Grows with each job, also over restarts; compare unsigned. */
    public long tag() {
        return tag;
    }

    public MiningTemplate template() {
        return template;
    }

    public int height() {
        return template.block().height();
    }

    public Hash256 previousHash() {
        return template.block().previousHash();
    }

    /** The block version, the bits in {@link #ROLLED_VERSION_BITS} cleared. */
    public int version() {
        return template.version();
    }

    public int bits() {
        return template.block().bits();
    }

    public Target networkTarget() {
        return template.block().target();
    }

    /** Earliest header time the node accepts, seconds since 1970. */
    public long minTime() {
        return template.block().minTime();
    }

    /** Siblings of the coinbase from the bottom up. */
    public List<Hash256> merkleBranch() {
        return template.merkleBranch();
    }

    public boolean clean() {
        return clean;
    }

    public int ntime() {
        return ntime;
    }

    public long createdMillis() {
        return createdMillis;
    }

    public SharedCoinbase sharedCoinbase() {
        return sharedCoinbase;
    }

    /** The commitments to the notes that pay its miners: all in which their coinbases differ from the shared one. */
    public MiningCommitments commitments() {
        return coinbases.commitments(tag, template.block());
    }

    /** The coinbase of this job that pays {@code owner}, made at each call with the same bytes. */
    public PaidCoinbase coinbaseFor(OwnerKey owner) {
        return sharedCoinbase.paying(note(owner));
    }

    private Note note(OwnerKey owner) {
        return coinbases.note(owner, tag, template.block());
    }

    @Override
    public String toString() {
        return "Job[" + id + ", height=" + height() + "]";
    }
}
