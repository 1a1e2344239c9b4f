package org.vanta.appliance.gossip.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures are of BLAKE3's own test_vectors.json (version 1), cut to 32 bytes; its input is 0, 1, ..., 250, 0, 1, and so on. */
class Blake3Test {
    private static final String CONTEXT = "BLAKE3 2019-12-27 16:29:52 test vectors context";

    @ParameterizedTest
    @CsvSource({
        "0, af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262, 2cc39783c223154fea8dfb7c1b1660f2ac2dcbd1c1de8277b0b0dd39b7e50d7d",
        "1, 2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213, b3e2e340a117a499c6cf2398a19ee0d29cca2bb7404c73063382693bf66cb06c",
        "64, 4eed7141ea4a5cd4b788606bd23f46e212af9cacebacdc7d1f4c6dc7f2511b98, a5c4a7053fa86b64746d4bb688d06ad1f02a18fce9afd3e818fefaa7126bf73e",
        "65, de1e5fa0be70df6d2be8fffd0e99ceaa8eb6e8c93a63f2d8d1c30ecb6b263dee, 51fd05c3c1cfbc8ed67d139ad76f5cf8236cd2acd26627a30c104dfd9d3ff8a8",
        "1023, 10108970eeda3eb932baac1428c7a2163b0e924c9a9e25b35bba72b28f70bd11, 74a16c1c3d44368a86e1ca6df64be6a2f64cce8f09220787450722d85725dea5",
        "1024, 42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7, 7356cd7720d5b66b6d0697eb3177d9f8d73a4a5c5e968896eb6a689684302706",
        "1025, d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444, effaa245f065fbf82ac186839a249707c3bddf6d3fdda22d1b95a3c970379bcb",
        "2049, 5f4d72f40d7a5f82b15ca2b2e44b1de3c2ef86c426c95c1af0b6879522563030, 2ea477c5515cc3dd606512ee72bb3e0e758cfae7232826f35fb98ca1bcbdf273",
        "31744, 62b6960e1a44bcc1eb1a611a8d6235b6b4b78f32e7abc4fb4c6cdcce94895c47, 39772aef80e0ebe60596361e45b061e8f417429d529171b6764468c22928e28e"
    })
    void agreesWithThePublishedVectors(int length, String hash, String derived) {
        byte[] input = new byte[length];
        for (int i = 0; i < length; i++) {
            input[i] = (byte) (i % 251);
        }
        assertThat(Blake3.hash(input).hex()).isEqualTo(hash);
        assertThat(Blake3.deriveKey(CONTEXT, input).hex()).isEqualTo(derived);
    }
}
