package org.vanta.appliance.miner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bitcoin.BlockHeader;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;

class MinerTest {
    @Test
    void readsThePoolAddressEveryMinerTakes() {
        assertThat(PoolAddress.parse("stratum+tcp://pool.example:3333"))
                .isEqualTo(new PoolAddress("pool.example", 3333));
        assertThat(PoolAddress.parse("stratum+tcp://[::1]:3333/")).isEqualTo(new PoolAddress("[::1]", 3333));
        for (String wrong : new String[] {
            "",
            "pool.example:3333",
            "http://pool.example:3333",
            "stratum+tcp://pool.example",
            "stratum+tcp://a:70000",
            "stratum+tcp://a:1/x",
            "stratum+tcp://user@a:1",
            "stratum+tcp://a b:1"
        }) {
            assertThatThrownBy(() -> PoolAddress.parse(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("stratum+tcp://host:port")
                    .hasMessageContaining('"' + wrong + '"');
        }
    }

    @Test
    void findsTheFirstNonceThatMeetsTheTarget() {
        BlockHeader header = new BlockHeader(1, Hash256.ZERO, Hash256.ZERO, 5, 0x1f00ffff, 0);
        Target target = Target.fromBits(0x200fffff);
        long found = new NonceScanner(header).scan(0, 10_000, target);
        assertThat(found).isNotNegative();
        for (int nonce = 0; nonce <= found; nonce++) {
            BlockHeader tried = new BlockHeader(1, Hash256.ZERO, Hash256.ZERO, 5, 0x1f00ffff, nonce);
            assertThat(target.isMetBy(tried.hash())).isEqualTo(nonce == found);
        }
        assertThat(new NonceScanner(header).scan(0, found, target)).isEqualTo(-1);
    }

    /** Bitcoin's block 0: the scanner reaches nonces with the high bit set as well. */
    @Test
    void findsTheNonceOfTheGenesisBlock() {
        BlockHeader header = new BlockHeader(
                1,
                Hash256.ZERO,
                Hash256.fromHex("3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a"),
                0x495fab29,
                0x1d00ffff,
                0);
        assertThat(new NonceScanner(header).scan(2_083_236_800L, 2_083_237_000L, header.target()))
                .isEqualTo(2_083_236_893L);
    }

    /** The firmware's own test of its generator: least significant byte first. */
    @Test
    void countsTheExtranonceAsFirmwareDoes() {
        assertThat(Hex.encode(work(4).extranonce2(0))).isEqualTo("00000000");
        assertThat(Hex.encode(work(4).extranonce2(1))).isEqualTo("01000000");
        assertThat(Hex.encode(work(4).extranonce2(4294967294L))).isEqualTo("feffffff");
        assertThat(Hex.encode(work(6).extranonce2(2147483647))).isEqualTo("ffffff7f0000");
    }

    @Test
    void undoesStratumsWritingOfThePreviousHash() {
        assertThat(MinerWork.previousHash("171592f223740e92d223f6e68bff25279af7ac4f2246451e0000000200000000")
                        .displayHex())
                .isEqualTo("00000000000000022246451e9af7ac4f8bff2527d223f6e623740e92171592f2");
    }

    private static MinerWork work(int extranonce2Bytes) {
        return new MinerWork(
                "1",
                Hash256.ZERO,
                new byte[0],
                new byte[4],
                extranonce2Bytes,
                new byte[0],
                List.of(),
                0,
                0,
                0,
                Target.DIFFICULTY_1);
    }
}
