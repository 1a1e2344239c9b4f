package org.vanta.appliance.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.gossip.GossipMessageCodec.Decoded;
import org.vanta.appliance.note.EncryptedNote;

class GossipMessageProperties {
    private static final Hash256 ONES = Hash256.fromHex("11".repeat(32));
    private static final Hash256 TWOS = Hash256.fromHex("22".repeat(32));

    @Provide
    Arbitrary<GossipMessage> messages() {
        Arbitrary<Hash256> hashes =
                Arbitraries.bytes().array(byte[].class).ofSize(32).map(Hash256::of);
        Arbitrary<byte[]> ciphertexts = Arbitraries.of(44, 60)
                .flatMap(size -> Arbitraries.bytes().array(byte[].class).ofSize(size));
        return Arbitraries.oneOf(
                hashes.map(GossipMessage.NewCommitment::new),
                hashes.map(GossipMessage.NullifierRevealed::new),
                hashes.flatMap(key ->
                        ciphertexts.map(text -> new GossipMessage.NoteSent(new EncryptedNote(key, text, ONES)))));
    }

    @Example
    void writesTheLayoutOfBincodeOne() {
        assertThat(Hex.encode(GossipMessageCodec.encode(new GossipMessage.NewCommitment(ONES))))
                .isEqualTo("00000000" + "11".repeat(32));
        assertThat(Hex.encode(GossipMessageCodec.encode(new GossipMessage.NullifierRevealed(ONES))))
                .isEqualTo("01000000" + "11".repeat(32));
        byte[] note =
                GossipMessageCodec.encode(new GossipMessage.NoteSent(new EncryptedNote(ONES, new byte[44], TWOS)));
        assertThat(Hex.encode(note))
                .isEqualTo("02000000" + "11".repeat(32) + "2c00000000000000" + "00".repeat(44) + "22".repeat(32));
        assertThat(note).hasSize(120);
    }

    @Example
    void tellsAnUnknownVariantFromRubbish() {
        assertThat(GossipMessageCodec.decode(Hex.decode("03000000ff"))).isEqualTo(new Decoded.UnknownVariant(3));
        assertThat(GossipMessageCodec.decode(Hex.decode("ffffffff")))
                .isEqualTo(new Decoded.UnknownVariant(0xffffffffL));
        assertThat(GossipMessageCodec.decode(new byte[3])).isInstanceOf(Decoded.Malformed.class);
    }

    @Example
    void refusesACiphertextLongerThanTheMessageBeforeItMakesRoom() {
        String head = "02000000" + "11".repeat(32);
        for (String length : new String[] {"ffffffffffffff7f", "ffffffffffffffff", "2d00000000000000"}) {
            assertThat(GossipMessageCodec.decode(Hex.decode(head + length + "00".repeat(44))))
                    .isInstanceOf(Decoded.Malformed.class);
        }
    }

    @Example
    void takesACiphertextOfNoKnownVersionForANewerOnes() {
        String note = "02000000" + "11".repeat(32) + "0100000000000000" + "00" + "22".repeat(32);
        assertThat(GossipMessageCodec.decode(Hex.decode(note))).isEqualTo(new Decoded.UnknownEnvelope(1));
        assertThat(GossipMessageCodec.decode(Hex.decode(note + "00"))).isInstanceOf(Decoded.Malformed.class);
    }

    @Property
    void readsBackWhatItWrites(@ForAll("messages") GossipMessage message) {
        assertThat(GossipMessageCodec.decode(GossipMessageCodec.encode(message)))
                .isEqualTo(new Decoded.Known(message));
    }

    @Property
    void refusesWhatIsCutShortOrGoesOn(@ForAll("messages") GossipMessage message, @ForAll int cut) {
        byte[] bytes = GossipMessageCodec.encode(message);
        byte[] shorter = Arrays.copyOf(bytes, Math.floorMod(cut, bytes.length));
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        assertThat(GossipMessageCodec.decode(shorter)).isInstanceOf(Decoded.Malformed.class);
        assertThat(GossipMessageCodec.decode(longer)).isInstanceOf(Decoded.Malformed.class);
    }

    @Property
    void everyBytesHaveOneReadingAtMost(
            @ForAll byte[] bytes, @ForAll("messages") GossipMessage message, @ForAll int at) {
        byte[] mutated = GossipMessageCodec.encode(message);
        mutated[Math.floorMod(at, mutated.length)] ^= (byte) (bytes.length == 0 ? 1 : bytes[0]);
        for (byte[] input : new byte[][] {bytes, mutated}) {
            if (GossipMessageCodec.decode(input) instanceof Decoded.Known(GossipMessage known)) {
                assertThat(GossipMessageCodec.encode(known)).isEqualTo(input);
            }
        }
    }
}
