package org.vanta.appliance.share;

import org.vanta.appliance.chain.Network;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.note.PoolSeed;
import org.vanta.appliance.template.CoinbaseFactory;
import org.vanta.appliance.template.MiningTemplate;
import org.vanta.appliance.template.OutputValue;
import org.vanta.appliance.template.Templates;

/** Jobs made up for tests. */
final class ShareSamples {
    private static final MiningTemplate TEMPLATE = MiningTemplate.of(Templates.of(200, "tip", Templates.HARD_BITS, 3));
    private static final CoinbaseFactory COINBASES =
            new CoinbaseFactory(Network.DEVNET, PoolSeed.ofBytes(new byte[32]), OutputValue.ZERO);

    private ShareSamples() {}

    static Job job(long tag) {
        return new Job(tag, TEMPLATE, true, (int) Templates.TIME, Templates.TIME * 1000, COINBASES);
    }
}
