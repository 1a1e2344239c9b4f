package org.vanta.appliance.bitcoin;

/**
 * A transaction output.
 *
 * @param value in the chain's smallest unit
 * @param script scriptPubKey, not to be modified
 */
public record TxOutput(long value, byte[] script) {}
