package org.vanta.appliance.note;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;

/** The figures of RFC 7748, sections 5.2 and 6.1. */
class X25519Test {
    private static final byte[] ALICE = Hex.decode("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    private static final byte[] BOB = Hex.decode("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
    private static final String ALICE_PUBLIC = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a";
    private static final String BOB_PUBLIC = "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f";
    private static final String SHARED = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";

    @Test
    void multipliesAsTheRfcDoes() {
        byte[] scalar = Hex.decode("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4");
        Hash256 u = Hash256.fromHex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c");
        assertThat(X25519.agree(scalar, u))
                .get().isEqualTo(Hex.decode("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"));
    }

    @Test
    void ignoresTheTopBitOfThePeersKey() {
        byte[] scalar = Hex.decode("4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d");
        Hash256 u = Hash256.fromHex("e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493");
        assertThat(X25519.agree(scalar, u))
                .get().isEqualTo(Hex.decode("95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"));
    }

    @Test
    void agreesAsAliceAndBobDo() {
        assertThat(X25519.publicKey(ALICE).hex()).isEqualTo(ALICE_PUBLIC);
        assertThat(X25519.publicKey(BOB).hex()).isEqualTo(BOB_PUBLIC);
        assertThat(X25519.agree(ALICE, Hash256.fromHex(BOB_PUBLIC))).get().isEqualTo(Hex.decode(SHARED));
        assertThat(X25519.agree(BOB, Hash256.fromHex(ALICE_PUBLIC))).get().isEqualTo(Hex.decode(SHARED));
    }
}
