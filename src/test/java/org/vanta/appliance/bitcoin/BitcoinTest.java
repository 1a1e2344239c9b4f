package org.vanta.appliance.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.bytes.MalformedBytesException;

/** Bitcoin's structures against bytes of its chain and against the figures in its BIPs and in Bitcoin Core. */
class BitcoinTest {
    /** Bitcoin's block 0. */
    private static final String GENESIS = "01000000"
            + "00".repeat(32)
            + "3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a"
            + "29ab5f49ffff001d1dac2b7c"
            + "01"
            + "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000";

    @Test
    void readsAndWritesTheGenesisBlock() {
        Block block = Block.parse(Hex.decode(GENESIS));
        assertThat(block.hash().displayHex())
                .isEqualTo("000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f");
        assertThat(block.header().target().isMetBy(block.hash())).isTrue();
        assertThat(block.header().merkleRoot())
                .isEqualTo(block.transactions().getFirst().txid());
        assertThat(block.transactions().getFirst().isCoinbase()).isTrue();
        assertThat(Hex.encode(block.toBytes())).isEqualTo(GENESIS);
    }

    @Test
    void refusesABlockThatIsCutOrTooLong() {
        byte[] cut = Hex.decode(GENESIS.substring(0, GENESIS.length() - 2));
        assertThatThrownBy(() -> Block.parse(cut)).isInstanceOf(MalformedBytesException.class);
        byte[] longer = Hex.decode(GENESIS + "00");
        assertThatThrownBy(() -> Block.parse(longer))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("1 bytes too many");
    }

    @Test
    void refusesATransactionOfUnknownFlag() {
        assertThatThrownBy(() -> Transaction.parse(Hex.decode("02000000" + "0002" + "00000000")))
                .hasMessage("unknown transaction flag 2");
    }

    /** BIP 143's native P2WPKH example: its signed form has a witness, its id does not count it. */
    @Test
    void keepsTheWitnessOutOfTheTransactionId() {
        TxInput input = new TxInput(new OutPoint(Hash256.fromHex("11".repeat(32)), 1), new byte[0], -1, List.of());
        TxInput signed = new TxInput(input.previous(), input.script(), -1, List.of(new byte[] {1, 2}, new byte[0]));
        List<TxOutput> outputs = List.of(new TxOutput(5, new byte[] {0x51}));
        Transaction without = new Transaction(2, List.of(input), outputs, 9);
        Transaction with = new Transaction(2, List.of(signed), outputs, 9);
        assertThat(with.txid()).isEqualTo(without.txid()).isEqualTo(without.wtxid());
        assertThat(with.wtxid()).isNotEqualTo(with.txid());
        Transaction read = Transaction.parse(with.toBytes());
        assertThat(read.toBytes()).isEqualTo(with.toBytes());
        assertThat(read.inputs().getFirst().witness()).hasSize(2);
    }

    /** The figures of Bitcoin Core's arith_uint256 tests for SetCompact and GetCompact. */
    @Test
    void readsAndWritesCompactTargets() {
        assertThat(Target.fromBits(0x1d00ffff)).isEqualTo(Target.DIFFICULTY_1);
        assertThat(Target.fromBits(0x01123456).toBits()).isEqualTo(0x01120000);
        assertThat(Target.fromBits(0x02123456).toBits()).isEqualTo(0x02123400);
        assertThat(Target.fromBits(0x03123456).toBits()).isEqualTo(0x03123456);
        assertThat(Target.fromBits(0x04123456).toBits()).isEqualTo(0x04123456);
        assertThat(Target.fromBits(0x05009234).toBits()).isEqualTo(0x05009234);
        assertThat(Target.fromBits(0x20123456).toBits()).isEqualTo(0x20123456);
        for (int impossible : new int[] {0, 0x00123456, 0x01003456, 0x04923456, 0x01fedcba, 0xff123456, 0x04000000}) {
            assertThatThrownBy(() -> Target.fromBits(impossible)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void comparesAHashWithItsTargetToTheLastBit() {
        Target target = Target.fromBits(0x1d00ffff);
        Hash256 equal = Hash256.fromDisplayHex(target.toString());
        assertThat(target.isMetBy(equal)).isTrue();
        byte[] above = equal.toBytes();
        above[0] = 1;
        assertThat(target.isMetBy(Hash256.of(above))).isFalse();
        byte[] below = equal.toBytes();
        below[31 - 5] = 0x7f;
        assertThat(target.isMetBy(Hash256.of(below))).isTrue();
    }

    /** Little-endian target bytes …, 128, 255, 127, 0, 0, 0, 0, 0 are difficulty 512 (the SRI's test of its conversion). */
    @Test
    void convertsBetweenTargetAndDifficulty() {
        Target target = Target.fromDifficulty(512);
        assertThat(target.toString()).startsWith("00000000007fff80");
        assertThat(target.difficulty()).isCloseTo(512, within(1e-9));
        assertThat(Target.difficultyOf(Hash256.fromDisplayHex(target.toString()).toBytes(), 0))
                .isCloseTo(512, within(1e-9));
        assertThat(Target.fromDifficulty(1)).isEqualTo(Target.DIFFICULTY_1);
        for (double nonsense : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> Target.fromDifficulty(nonsense)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** BIP 34, and the numbers Bitcoin Core's script writes. */
    @Test
    void writesHeightsAsConsensusWantsThem() {
        assertThat(Hex.encode(Script.height(0))).isEqualTo("00");
        assertThat(Hex.encode(Script.height(1))).isEqualTo("51");
        assertThat(Hex.encode(Script.height(16))).isEqualTo("60");
        assertThat(Hex.encode(Script.height(17))).isEqualTo("0111");
        assertThat(Hex.encode(Script.height(127))).isEqualTo("017f");
        assertThat(Hex.encode(Script.height(128))).isEqualTo("028000");
        assertThat(Hex.encode(Script.height(32767))).isEqualTo("02ff7f");
        assertThat(Hex.encode(Script.height(32768))).isEqualTo("03008000");
        assertThat(Hex.encode(Script.height(227_836))).isEqualTo("03fc7903");
        assertThatThrownBy(() -> Script.height(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
