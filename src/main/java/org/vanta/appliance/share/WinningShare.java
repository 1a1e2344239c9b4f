package org.vanta.appliance.share;

import org.vanta.appliance.bitcoin.BlockHeader;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.PrintableAscii;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.template.PaidCoinbase;

/**
 * A submit whose header meets the network's target: a block, whatever became of it as a share.
 *
 * @param job the work it solves; its template holds the block's other transactions
 * @param owner whom the coinbase pays
 * @param coinbase the coinbase transaction without witness, not to be modified
 * @param worker the name in the submit as people may be shown it: at most {@value #WORKER_CHARS_MAX} characters of printable ASCII, others as _
 * @param hash of the header
 */
public record WinningShare(
        Job job, OwnerKey owner, PaidCoinbase paid, BlockHeader header, byte[] coinbase, String worker, Hash256 hash) {
    /** As many as a user name may have that is authorized. */
    public static final int WORKER_CHARS_MAX = 192;

    /** A block counts whoever says it found it, so its name may be anything a line can hold. */
    public WinningShare {
        worker = PrintableAscii.of(worker, WORKER_CHARS_MAX);
    }
}
