package org.vanta.appliance.template;

import org.vanta.appliance.chain.ShieldedCoinbase;
import org.vanta.appliance.note.Note;

/**
 * A coinbase and the note it pays. Nothing of it leaves the appliance before a block with it is accepted, except the coinbase's bytes.
 *
 * @param note what the owner receives
 * @param tag the number in the scriptSig from which, with the pool's seed and the block, the note can be derived again
 */
public record PaidCoinbase(Note note, long tag, ShieldedCoinbase coinbase) {}
