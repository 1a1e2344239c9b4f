package org.vanta.appliance.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.bytes.MalformedBytesException;

/**
 * One {@code mining.notify} as a server sent it, all fields in Stratum's hex.
 *
 * @param previousHash with the bytes of each word reversed
 */
record Work(
        String jobId,
        String previousHash,
        String coinbaseHead,
        String coinbaseTail,
        List<String> branch,
        String version,
        String bits,
        String time) {
    private static final int WORD = 4;

    static Work of(JsonNode params) {
        List<String> branch = new ArrayList<>();
        params.path(4).forEach(sibling -> branch.add(sibling.asText()));
        return new Work(
                params.path(0).asText(),
                params.path(1).asText(),
                params.path(2).asText(),
                params.path(3).asText(),
                branch,
                params.path(5).asText(),
                params.path(6).asText(),
                params.path(7).asText());
    }

    byte[] coinbase(String extranonce) {
        return hex(coinbaseHead + extranonce + coinbaseTail);
    }

    /** The previous hash in the header's order. */
    byte[] previousHashBytes() {
        byte[] bytes = hex(previousHash);
        for (int word = 0; word < bytes.length; word += WORD) {
            reverse(bytes, word, WORD);
        }
        return bytes;
    }

    /** A 4-byte field in the header's order. */
    static byte[] littleEndian(String hex) {
        byte[] bytes = hex(hex);
        reverse(bytes, 0, bytes.length);
        return bytes;
    }

    static byte[] hex(String text) {
        if (text.length() % 2 != 0) {
            throw new MalformedBytesException("the server sent an odd number of hex digits: " + text);
        }
        return Hex.decode(text, text.length() / 2);
    }

    private static void reverse(byte[] bytes, int from, int length) {
        for (int i = 0; i < length / 2; i++) {
            byte kept = bytes[from + i];
            bytes[from + i] = bytes[from + length - 1 - i];
            bytes[from + length - 1 - i] = kept;
        }
    }
}
