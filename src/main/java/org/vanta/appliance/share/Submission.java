package org.vanta.appliance.share;

import org.jspecify.annotations.Nullable;

/**
 * The fields of a {@code mining.submit}, read.
 *
 * @param worker the user name as sent
 * @param tag of the job: its id read as hex
 * @param extranonce2 its 8 bytes, the first as the most significant
 * @param ntime header time, seconds since 1970, unsigned
 * @param versionBits the rolled bits, 0 when the miner does not roll
 */
public record Submission(String worker, long tag, long extranonce2, int ntime, int nonce, int versionBits) {
    private static final int INT_DIGITS = 8;
    private static final int LONG_DIGITS = 16;

    /**
     * Reads the fields as Stratum writes them: hex in either case; job id, ntime, nonce and version bits also without leading zeros, as
     * NerdMiner sends them.
     *
     * @param versionBits null when the sixth field is missing
     * @throws org.vanta.appliance.bytes.MalformedBytesException naming the field
     */
    public static Submission parse(
            String worker, String jobId, String extranonce2, String ntime, String nonce, @Nullable String versionBits) {
        return new Submission(
                worker,
                HexField.read("job id", jobId, 1, LONG_DIGITS),
                HexField.read("extranonce2", extranonce2, LONG_DIGITS, LONG_DIGITS),
                (int) HexField.read("ntime", ntime, 1, INT_DIGITS),
                (int) HexField.read("nonce", nonce, 1, INT_DIGITS),
                versionBits == null ? 0 : (int) HexField.read("version bits", versionBits, 1, INT_DIGITS));
    }
}
