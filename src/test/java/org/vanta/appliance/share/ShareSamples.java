package org.vanta.appliance.share;

import org.vanta.appliance.job.Job;
import org.vanta.appliance.template.MiningTemplate;
import org.vanta.appliance.template.Templates;

/** Jobs made up for tests. */
final class ShareSamples {
    private static final MiningTemplate TEMPLATE = MiningTemplate.of(Templates.of(200, "tip", Templates.HARD_BITS, 3));

    private ShareSamples() {}

    static Job job(long tag) {
        return new Job(tag, TEMPLATE, true, (int) Templates.TIME, Templates.TIME * 1000, Templates.COINBASES);
    }
}
