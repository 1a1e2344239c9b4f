package org.vanta.appliance.stratum;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.bytes.Sha256;

/** A {@code mining.notify} read and hashed as firmware does it, from the line alone. */
public final class NotifiedWork {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode params;

    public NotifiedWork(String line) {
        try {
            params = JSON.readTree(line).path("params");
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String jobId() {
        return text(0);
    }

    String previousHash() {
        return text(1);
    }

    public String ntime() {
        return text(7);
    }

    boolean clean() {
        return params.get(8).booleanValue();
    }

    int branches() {
        return params.get(4).size();
    }

    /** The bytes of each coinbase half, as firmware has to hold them. */
    int headBytes() {
        return text(2).length() / 2;
    }

    int tailBytes() {
        return text(3).length() / 2;
    }

    private String text(int index) {
        return params.get(index).textValue();
    }

    /**
     * The first nonce from {@code from} on whose header meets the difficulty.
     *
     * @param extranonce both halves in hex
     * @param versionBits rolled bits, which are xor-ed as a Bitaxe does
     */
    public int nonce(String extranonce, int versionBits, double difficulty, int from) {
        byte[] header = header(extranonce, versionBits);
        Target target = Target.fromDifficulty(difficulty);
        Sha256 sha = new Sha256();
        byte[] hash = new byte[Hash256.BYTES];
        for (int nonce = from; ; nonce++) {
            for (int i = 0; i < Integer.BYTES; i++) {
                header[76 + i] = (byte) (nonce >>> 8 * i);
            }
            sha.update(header).finishTwice(hash, 0);
            if (target.isMetBy(hash, 0)) {
                return nonce;
            }
        }
    }

    private byte[] header(String extranonce, int versionBits) {
        Hash256 root = Sha256.twice(Hex.decode(text(2) + extranonce + text(3)));
        for (JsonNode sibling : params.get(4)) {
            root = Sha256.twice(new ByteWriter(64)
                    .hash256(root)
                    .hash256(Hash256.fromHex(sibling.textValue()))
                    .toBytes());
        }
        ByteWriter header = new ByteWriter(80).i32(number(5) ^ versionBits);
        ByteReader words = new ByteReader(Hex.decode(text(1)));
        for (int i = 0; i < 8; i++) {
            header.i32(Integer.reverseBytes(words.i32()));
        }
        return header.hash256(root).i32(number(7)).i32(number(6)).i32(0).toBytes();
    }

    private int number(int index) {
        return Integer.parseUnsignedInt(text(index), 16);
    }
}
