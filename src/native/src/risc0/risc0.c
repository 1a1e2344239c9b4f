#include "vanta_risc0.h"

#include <string.h>

#include "../engine.h"
#include "../sha256.h"
#include "risc0.h"

#define SELECTOR_BYTES 4

/* Digest of the state of a program that has halted: no memory, program counter 0. */
static const uint8_t HALTED[32] = {0xa3, 0xac, 0xc2, 0x71, 0x17, 0x41, 0x89, 0x96, 0x34, 0x0b, 0x84, 0xe5, 0xa9, 0x0f, 0x3e,
    0xf4, 0xc4, 0x9d, 0x22, 0xc7, 0x9e, 0x44, 0xaa, 0xd8, 0x22, 0xec, 0x9c, 0x31, 0x3e, 0x1e, 0xb8, 0xe2};

static void add_tag(vanta_sha256 *sha, const char *tag) {
    uint8_t digest[32];
    vanta_sha256_of(digest, tag, strlen(tag));
    vanta_sha256_add(sha, digest, sizeof digest);
}

static void claim_digest(uint8_t claim[32], const uint8_t image_id[32], const uint8_t *journal, size_t journal_len) {
    static const uint8_t none[32] = {0};
    static const uint8_t two_fields[2] = {2, 0};
    /* exit code 0 of system and user, then the number of digests */
    static const uint8_t halted_well[10] = {0, 0, 0, 0, 0, 0, 0, 0, 4, 0};
    uint8_t digest[32];
    vanta_sha256 sha;

    vanta_sha256_of(digest, journal, journal_len);
    vanta_sha256_init(&sha);
    add_tag(&sha, "risc0.Output");
    vanta_sha256_add(&sha, digest, 32);
    vanta_sha256_add(&sha, none, 32);
    vanta_sha256_add(&sha, two_fields, sizeof two_fields);
    vanta_sha256_end(&sha, digest);

    vanta_sha256_init(&sha);
    add_tag(&sha, "risc0.ReceiptClaim");
    vanta_sha256_add(&sha, none, 32);
    vanta_sha256_add(&sha, image_id, 32);
    vanta_sha256_add(&sha, HALTED, 32);
    vanta_sha256_add(&sha, digest, 32);
    vanta_sha256_add(&sha, halted_well, sizeof halted_well);
    vanta_sha256_end(&sha, claim);
}

vanta_status vanta_risc0_verify_on(const vanta_engine *engine, const uint8_t *image_id, const uint8_t *journal,
    size_t journal_len, const uint8_t *seal, size_t seal_len) {
    if (image_id == NULL || seal == NULL || (journal == NULL && journal_len > 0)) {
        return VANTA_NULL_ARGUMENT;
    }
    if (seal_len < SELECTOR_BYTES) {
        return VANTA_BAD_LENGTH;
    }
    const risc0_release *release = NULL;
    for (size_t i = 0; i < vanta_risc0_release_count; i++) {
        if (memcmp(vanta_risc0_releases[i].selector, seal, SELECTOR_BYTES) == 0) {
            release = &vanta_risc0_releases[i];
        }
    }
    if (release == NULL) {
        return VANTA_UNKNOWN_SELECTOR;
    }
    if (seal_len != SELECTOR_BYTES + GROTH16_PROOF_BYTES) {
        return VANTA_BAD_LENGTH;
    }
    uint8_t claim[32];
    claim_digest(claim, image_id, journal, journal_len);
    groth16_statement s;
    memset(&s, 0, sizeof s);
    s.key = &vanta_risc0_key;
    s.constant = &release->constant;
    /* The digest, its bytes reversed, in two halves of 128 bits, the low half first. */
    for (int i = 0; i < 32; i++) {
        s.input[i / 16][i % 16 / 8] |= (uint64_t)claim[i] << (8 * (i % 8));
    }
    s.proof = seal + SELECTOR_BYTES;
    return engine->groth16(&s);
}

vanta_status vanta_risc0_verify(
    const uint8_t image_id[32], const uint8_t *journal, size_t journal_len, const uint8_t *seal, size_t seal_len) {
    return vanta_risc0_verify_on(vanta_engine_best(), image_id, journal, journal_len, seal, seal_len);
}
