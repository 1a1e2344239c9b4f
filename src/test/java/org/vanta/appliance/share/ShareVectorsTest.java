package org.vanta.appliance.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bitcoin.BlockHeader;
import org.vanta.appliance.bitcoin.MerkleTree;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.bytes.Sha256;

/** Shares that real miners found, taken from the tests of public miners and pools; each names its source. */
class ShareVectorsTest {
    private static final String NO_BRANCH = "";

    /** ESP-Miner, components/stratum/test/test_mining.c, "Test nonce diff checking" (mainnet). */
    @Test
    void hashesTheHeaderOfAnEspMinerTest() {
        Hash256 root = Hash256.fromHex("6d0359c451434605c52a5a9ce074340be47c2c63840731f9edf1db3f26b1cdd9");
        BlockHeader header = new BlockHeader(
                0x20000004,
                previousHash("d02b10fc0d4711eae1a805af50a8a83312a2215e00017f2b0000000000000000"),
                root,
                0x646ff1a9,
                0x1705ae3a,
                0x276e8947);
        assertThat(header.hash().displayHex())
                .isEqualTo("000000000e30101020e2ec8c9302a9ee56b2b2bef354b63489a0801f5789ed19");
        assertThat(Target.difficultyOf(header.hash().toBytes(), 0)).isCloseTo(18.0434658158, within(1e-9));
    }

    /** ESP-Miner, same file, "Test nonce diff checking 2" (mainnet, 13 branches). */
    @Test
    void hashesTheWholeJobOfAnEspMinerTest() {
        Found share = new Found(
                "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4b0389130cfabe6d6d5cbab26a2599e92916edec5657a94a0708ddb970f5c45b5d12905085617eff8e",
                "0100000000000000",
                "31650707758de07b010000000000001cfd7038212f736c7573682f000000000379ad0c2a000000001976a9147c154ed1dc59609e3d26abb2df2ea3d587cd8c4188ac00000000000000002c6a4c2952534b424c4f434b3ae725d3994b811572c1f345deb98b56b465ef8e153ecbbd27fa37bf1b005161380000000000000000266a24aa21a9ed63b06a7946b190a3fda1d76165b25c9b883bcc6621b040773050ee2a1bb18f1800000000",
                """
                2b77d9e413e8121cd7a17ff46029591051d0922bd90b2b2a38811af1cb57a2b2
                5c8874cef00f3a233939516950e160949ef327891c9090467cead995441d22c5
                2d91ff8e19ac5fa69a40081f26c5852d366d608b04d2efe0d5b65d111d0d8074
                0ae96f609ad2264112a0b2dfb65624bedbcea3b036a59c0173394bba3a74e887
                e62172e63973d69574a82828aeb5711fc5ff97946db10fc7ec32830b24df7bde
                adb49456453aab49549a9eb46bb26787fb538e0a5f656992275194c04651ec97
                a7bc56d04d2672a8683892d6c8d376c73d250a4871fdf6f57019bcc737d6d2c2
                d94eceb8182b4f418cd071e93ec2a8993a0898d4c93bc33d9302f60dbbd0ed10
                5ad7788b8c66f8f50d332b88a80077ce10e54281ca472b4ed9bbbbcb6cf99083
                9f9d784b33df1b3ed3edb4211afc0dc1909af9758c6f8267e469f5148ed04809
                48fd17affa76b23e6fb2257df30374da839d6cb264656a82e34b350722b05123
                c4f5ab01913fc186d550c1a28f3f3e9ffaca2016b961a6a751f8cca0089df924
                cff737e1d00176dd6bbfa73071adbb370f227cfb5fba186562e4060fcec877e1
                """,
                0x20000004,
                0,
                "0c859545a3498373a57452fac22eb7113df2a465000543520000000000000000",
                0x647025b5,
                0x1705ae3a,
                0x0a029ed1);
        share.reaches("00000000005fe144efbc66241c0094b8fdc2702b7729226fdfed70ca8094c0b5", 683.5109367313);
        assertThat(share.header().merkleRoot().hex())
                .isEqualTo("5bdc1968499c3393873edf8e07a1c3a50a97fc3a9d1a376bbf77087dd63778eb");
        assertThat(Target.fromDifficulty(512).isMetBy(share.hash())).isTrue();
        assertThat(Target.fromDifficulty(1024).isMetBy(share.hash())).isFalse();
        assertThat(share.header().target().isMetBy(share.hash())).isFalse();
    }

    /** p2poolv2, test_data/validation/stratum/a: signet block 157. */
    @Test
    void recognizesSignetBlock157() {
        Found share = new Found(
                "02000000010000000000000000000000000000000000000000000000000000000000000000ffffffff25029d00010004ecaf496804007670120c",
                "d4f69aeb0000000000000000",
                "085032506f6f6c7632ffffffff0200f2052a01000000160014274466e754a1c12d0a2d2cc34ceb70d8e017053a0000000000000000266a24aa21a9ede2f61c3f71d1defd3fa999dfa36953755c690689799962b48bebd836974e8cf900000000",
                NO_BRANCH,
                0x20000000,
                0,
                "f5304c7c535061f870374354668bb7087dc26fc39c45ffd0cbdd48c600000000",
                0x6849afec,
                0x1e0377ae,
                0xe33674f1);
        share.reaches("00000000848122e3a6c318528787230e74dc9dc9624b0cb7957df018e941fec8", 1.9319812711);
        assertThat(share.header().target().isMetBy(share.hash())).isTrue();
    }

    /** p2poolv2, test_data/validation/stratum/b: signet block 123, work of a ckpool. */
    @Test
    void recognizesSignetBlock123() {
        Found share = new Found(
                "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff2c017b000438f9b667049c0fc52d0c",
                "fdf8b6670000000000000000",
                "0a636b706f6f6c0a2f7032706f6f6c76322fffffffff0300111024010000001600148f1b6f0d5a0422afad259ec03977bdf2c74a037600e1f50500000000160014a248cf2f99f449511b22bab1a3d001719f84cd090000000000000000266a24aa21a9ede2f61c3f71d1defd3fa999dfa36953755c690689799962b48bebd836974e8cf900000000",
                NO_BRANCH,
                0x20000000,
                0,
                "6d600f568f665af26301fcafa53326454b9db355ff5d87f9863a956300000000",
                0x67b6f938,
                0x1e0377ae,
                0xf15f1590);
        share.reaches("000000000822bbfaf34d53fc43d0c1382054d3aafe31893020c315db8b0a19f9", 31.4658475949);
        assertThat(share.header().target().isMetBy(share.hash())).isTrue();
    }

    /** p2poolv2, test_data/validation/stratum/with_version_rolling: signet block 316. */
    @Test
    void recognizesSignetBlock316WithRolledVersion() {
        Found share = new Found(
                "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff2d023c01000402b6786804209eec010c",
                "03b678680000000000000000",
                "0a636b706f6f6c0a2f7032706f6f6c76322fffffffff030011102401000000160014274466e754a1c12d0a2d2cc34ceb70d8e017053a00e1f50500000000160014a248cf2f99f449511b22bab1a3d001719f84cd090000000000000000266a24aa21a9ede2f61c3f71d1defd3fa999dfa36953755c690689799962b48bebd836974e8cf900000000",
                NO_BRANCH,
                0x20000000,
                0x083ac000,
                "87f914a7745ea340051038babb56406514af8b63338ade65002bfbde00000000",
                0x6878b602,
                0x1e0377ae,
                0x58f90070);
        share.reaches("0000000000cdd305efb7cb9d86c7dc8eccf504a32fdf781ea053f87b6f5b3642", 318.4026225);
        assertThat(share.header().target().isMetBy(share.hash())).isTrue();
    }

    /** public-pool, src/models/StratumV1Client.spec.ts: a Bitaxe on testnet, with version bits. */
    @Test
    void hashesTheShareOfABitaxe() {
        Found share = new Found(
                "02000000010000000000000000000000000000000000000000000000000000000000000000ffffffff1903c943255c7075626c69632d706f6f6c5c",
                "57a6f098c7080000",
                "ffffffff037a90000000000000160014e6f22ca44dc800e9d049621a3b9a42c509f1c4bc3b0f250000000000160014e6f22ca44dc800e9d049621a3b9a42c509f1c4bc0000000000000000266a24aa21a9edbd3d1d916aa0b57326a2d88ebe1b68a1d7c48585f26d8335fe6a94b62755f64c00000000",
                """
                175335649d5e8746982969ec88f52e85ac9917106fba5468e699c8879ab974a1
                d5644ab3e708c54cd68dc5aedc92b8d3037449687f92ec41ed6e37673d969d4a
                5c9ec187517edc0698556cca5ce27e54c96acb014770599ed9df4d4937fbf2b0
                """,
                0x20000000,
                0x00002000,
                "171592f223740e92d223f6e68bff25279af7ac4f2246451e0000000200000000",
                0x64b3f3ec,
                0x192495f8,
                0xed460d91);
        share.reaches("000000000061d52983863e5c424c00d9e0981874fddf6a8493433e73928a3e4e", 669.8682919563);
        assertThat(share.header().previousHash().displayHex())
                .isEqualTo("00000000000000022246451e9af7ac4f8bff2527d223f6e623740e92171592f2");
    }

    /** ESP-Miner, test_mining.c: coinbase assembly. */
    @Test
    void assemblesACoinbase() {
        byte[] coinbase = Hex.decode(
                "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff20020862062f503253482f04b8864e5008"
                        + "e969579199999999"
                        + "072f736c7573682f000000000100f2052a010000001976a914d23fcdf86f7e756a64a7a9688ef9903327048ed988ac00000000");
        assertThat(Sha256.twice(coinbase).hex())
                .isEqualTo("5e3ed56048b29b7247b1f6eb1bfe762b0550adab59151904e9560871b2462edb");
    }

    /** ESP-Miner, test_mining.c: merkle root over 5 branches. */
    @Test
    void foldsAMerkleBranch() {
        byte[] coinbase = Hex.decode(
                "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff2503777d07062f503253482f0405b8c75208f800880e000000000b2f436f696e48756e74722f0000000001"
                        + "603f352a01000000"
                        + "1976a914c633315d376c20a973a758f7422d67f7bfed9c5888ac00000000");
        List<Hash256> branch = branch("""
                f0dbca1ee1a9f6388d07d97c1ab0de0e41acdf2edac4b95780ba0a1ec14103b3
                8e43fd2988ac40c5d97702b7e5ccdf5b06d58f0e0d323f74dd5082232c1aedf7
                1177601320ac928b8c145d771dae78a3901a089fa4aca8def01cbff747355818
                9f64f3b0d9edddb14be6f71c3ac2e80455916e207ffc003316c6a515452aa7b4
                2d0b54af60fad4ae59ec02031f661d026f2bb95e2eeb1e6657a35036c017c595
                """);
        assertThat(MerkleTree.rootOfFirst(Sha256.twice(coinbase), branch).hex())
                .isEqualTo("5cc58f5e84aafc740d521b92a7bf72f4e56c4cc3ad1c2159f1d094f97ac34eee");
    }

    /** One share: what the job said, what the miner rolled. */
    private record Found(
            String coinb1,
            String extranonce,
            String coinb2,
            String branch,
            int version,
            int versionBits,
            String previousHash,
            int ntime,
            int bits,
            int nonce) {
        BlockHeader header() {
            HeaderHasher hasher = new HeaderHasher();
            byte[] hash = hasher.hash(
                    version | versionBits,
                    ShareVectorsTest.previousHash(previousHash),
                    Hex.decode(coinb1 + extranonce + coinb2),
                    ShareVectorsTest.branch(branch),
                    ntime,
                    bits,
                    nonce);
            assertThat(hasher.header().hash()).isEqualTo(Hash256.of(hash));
            return hasher.header();
        }

        Hash256 hash() {
            return header().hash();
        }

        void reaches(String displayHash, double difficulty) {
            assertThat(hash().displayHex()).isEqualTo(displayHash);
            assertThat(Target.difficultyOf(hash().toBytes(), 0)).isCloseTo(difficulty, within(1e-6));
        }
    }

    private static List<Hash256> branch(String lines) {
        return Arrays.stream(lines.split("\n"))
                .filter(line -> !line.isEmpty())
                .map(Hash256::fromHex)
                .toList();
    }

    /** From Stratum's form: each 4-byte word reversed. */
    private static Hash256 previousHash(String wordSwapped) {
        StringBuilder hex = new StringBuilder();
        ByteReader in = new ByteReader(Hex.decode(wordSwapped));
        for (int i = 0; i < 8; i++) {
            hex.append(Hex.encodeInt(in.i32()));
        }
        return Hash256.fromHex(hex.toString());
    }
}
