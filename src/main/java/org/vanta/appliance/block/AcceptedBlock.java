package org.vanta.appliance.block;

import java.time.Instant;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.note.OwnerKey;

/**
 * A block of ours that L1 took.
 *
 * @param value of the note it pays, in the smallest unit
 * @param worker the name the miner gave, as shown to people
 */
public record AcceptedBlock(
        int height, Hash256 hash, Hash256 commitment, long value, OwnerKey owner, String worker, Instant foundAt) {}
