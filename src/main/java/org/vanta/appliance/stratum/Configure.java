package org.vanta.appliance.stratum;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.share.ShareDifficulty;

/**
 * The meaning of one {@code mining.configure} (BIP 310). The answer holds only what was asked for: some firmware loops on keys it does not
 * expect.
 *
 * @param versionMask the bits granted, or null if rolling was not asked for
 * @param minimumDifficulty the least the miner can report, 0 for no least any more, or null if it said nothing that is one
 * @param result the answer's result as JSON text
 */
record Configure(@Nullable Integer versionMask, @Nullable Double minimumDifficulty, String result) {
    /** Extensions looked at in one request; four are known. */
    private static final int EXTENSIONS_MAX = 16;

    /** @return null if the parameters have the wrong shape */
    static @Nullable Configure of(List<@Nullable Object> params) {
        if (params.isEmpty()
                || !(params.getFirst() instanceof List<?> extensions)
                || extensions.size() > EXTENSIONS_MAX) {
            return null;
        }
        Map<?, ?> settings = params.size() > 1 && params.get(1) instanceof Map<?, ?> map ? map : Map.of();
        Integer mask = null;
        Double minimum = null;
        StringJoiner result = new StringJoiner(",", "{", "}");
        for (Object extension : extensions) {
            if (!(extension instanceof String)) {
                return null;
            }
            String name = (String) extension;
            switch (name) {
                case "version-rolling" -> {
                    mask = mask(settings.get("version-rolling.mask"));
                    result.add("\"version-rolling\":" + (mask != 0));
                    result.add("\"version-rolling.mask\":\"" + Hex.encodeInt(mask) + '"');
                }
                case "minimum-difficulty" -> {
                    minimum = minimum(settings.get("minimum-difficulty.value"));
                    result.add("\"minimum-difficulty\":" + (minimum != null));
                }
                case "subscribe-extranonce", "info" -> result.add(Answer.quoted(name) + ":true");
                default -> result.add(Answer.quoted(name) + ":false");
            }
        }
        return new Configure(mask, minimum, result.toString());
    }

    private static @Nullable Double minimum(@Nullable Object asked) {
        Double minimum = StratumRequest.number(asked);
        return minimum != null && ShareDifficulty.isLimit(minimum) ? minimum : null;
    }

    /**
     * What both sides can roll; a miner that names no mask takes ours. Its {@code version-rolling.min-bit-count} changes nothing: these are all the
     * bits there are, and BIP 310 lets a miner that wants more go on with less.
     */
    private static int mask(@Nullable Object asked) {
        if (!(asked instanceof String text)) {
            return Job.ROLLED_VERSION_BITS;
        }
        try {
            return Integer.parseUnsignedInt(text, 16) & Job.ROLLED_VERSION_BITS;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
