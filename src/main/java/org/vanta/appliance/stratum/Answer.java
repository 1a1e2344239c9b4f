package org.vanta.appliance.stratum;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.math.BigDecimal;
import org.vanta.appliance.bytes.Hex;

/** The lines a server sends, as text without the line end. All three keys always stand in an answer: some firmware ignores it otherwise. */
final class Answer {
    static final int PARSE_ERROR = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int METHOD_NOT_FOUND = -3;
    static final int OTHER = 20;
    static final int UNAUTHORIZED = 24;
    static final int NOT_SUBSCRIBED = 25;

    private Answer() {}

    /** @param result JSON text */
    static String result(String id, String result) {
        return "{\"id\":" + id + ",\"result\":" + result + ",\"error\":null}";
    }

    static String error(String id, int code, String text) {
        return error(id, "null", code, text);
    }

    /** @param result JSON text that stands beside the error */
    static String error(String id, String result, int code, String text) {
        return "{\"id\":" + id + ",\"result\":" + result + ",\"error\":[" + code + "," + quoted(text) + ",null]}";
    }

    static String setDifficulty(double difficulty) {
        return "{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[" + number(difficulty) + "]}";
    }

    /** Tells the bits that may be rolled besides the answer to mining.configure, as some firmware heeds only this. */
    static String setVersionMask(int mask) {
        return "{\"id\":null,\"method\":\"mining.set_version_mask\",\"params\":[\"" + Hex.encodeInt(mask) + "\"]}";
    }

    /** A request of ours; what it is answered comes under the same id. */
    static String getVersion(int id) {
        return "{\"id\":" + id + ",\"method\":\"client.get_version\",\"params\":[]}";
    }

    /** Asks to connect anew to the same address: who honours it takes the end that follows for no failure of the pool. */
    static String reconnect() {
        return "{\"id\":null,\"method\":\"client.reconnect\",\"params\":[]}";
    }

    static String showMessage(String text) {
        return "{\"id\":null,\"method\":\"client.show_message\",\"params\":[" + quoted(text) + "]}";
    }

    /** Whole numbers without a fraction, since firmware that reads an integer cuts at the point; others without an exponent. */
    private static String number(double value) {
        return value == Math.rint(value) && value < 0x1p53
                ? Long.toString((long) value)
                : new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }

    static String quoted(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
