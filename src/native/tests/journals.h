/* Envelopes around proofs of the tests' own key. */
#ifndef VANTA_TESTS_JOURNALS_H
#define VANTA_TESTS_JOURNALS_H

#include <string.h>

#include "trapdoor.h"
#include "vanta_envelope.h"

#define ENVELOPE_BYTES (9 + VANTA_JOURNAL_BYTES + TRAPDOOR_PROOF_BYTES)

static inline void put_u32(uint8_t *b, uint32_t v) {
    for (int i = 0; i < 4; i++) {
        b[i] = (uint8_t)(v >> (8 * i));
    }
}

/* Two inputs, two nullifiers, one commitment, balance -7. */
static inline void make_journal(uint8_t image[VANTA_JOURNAL_BYTES]) {
    memset(image, 0, VANTA_JOURNAL_BYTES);
    memset(image, 0x11, 32);
    put_u32(image + 32, 2);
    memset(image + 36, 0x22, 64);
    put_u32(image + 164, 2);
    memset(image + 168, 0x33, 64);
    put_u32(image + 296, 1);
    memset(image + 300, 0x44, 32);
    memset(image + 432, 0xff, 8);
    image[432] = 0xf9;
}

/* Wraps an image and a proof of it, whatever the image holds: the proof is right, so only the journal's rules decide. */
static inline void wrap(uint8_t envelope[ENVELOPE_BYTES], const uint8_t image[VANTA_JOURNAL_BYTES]) {
    envelope[0] = 1;
    put_u32(envelope + 1, VANTA_JOURNAL_BYTES);
    put_u32(envelope + 5, TRAPDOOR_PROOF_BYTES);
    memcpy(envelope + 9, image, VANTA_JOURNAL_BYTES);
    trapdoor_prove(envelope + 9 + VANTA_JOURNAL_BYTES, trapdoor_program, image, VANTA_JOURNAL_BYTES, 1);
}

#endif
