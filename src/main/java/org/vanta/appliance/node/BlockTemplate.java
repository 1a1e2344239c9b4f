package org.vanta.appliance.node;

import java.util.List;
import java.util.Optional;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.Hash256;

/**
 * The part of {@code getblocktemplate} (BIP 22, 23, 145) that a block is built from.
 *
 * @param version block version proposed by the node
 * @param coinbaseValue subsidy plus fees in the smallest unit
 * @param minTime earliest header time the node accepts, seconds since 1970
 * @param currentTime the node's time, seconds since 1970
 * @param segwitCommitment script of default_witness_commitment, absent when the template has none
 * @param longPollId what to send to be told of the next template
 */
public record BlockTemplate(
        int version,
        Hash256 previousHash,
        int height,
        long coinbaseValue,
        int bits,
        Target target,
        long minTime,
        long currentTime,
        Optional<byte[]> segwitCommitment,
        List<TemplateTransaction> transactions,
        String longPollId) {
    public BlockTemplate {
        transactions = List.copyOf(transactions);
    }
}
