package org.vanta.appliance.node;

import org.vanta.appliance.bytes.Hash256;

/**
 * A transaction the template wants in the block.
 *
 * @param data its serialization with witness, not to be modified
 */
public record TemplateTransaction(Hash256 txid, byte[] data) {}
