package org.vanta.appliance.share;

import org.vanta.appliance.note.OwnerKey;

/**
 * Who shares are counted for.
 *
 * @param owner the key that is paid
 * @param worker the miner's own name for one of its machines, may be empty
 */
public record WorkerName(OwnerKey owner, String worker) {}
