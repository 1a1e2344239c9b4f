#include <string.h>

#include "vanta_envelope.h"

_Static_assert(sizeof(VantaJournal) == VANTA_JOURNAL_BYTES, "journal size");
_Static_assert(offsetof(VantaJournal, smt_root) == 0, "smt_root");
_Static_assert(offsetof(VantaJournal, input_commitment_count) == 32, "input_commitment_count");
_Static_assert(offsetof(VantaJournal, input_commitments) == 36, "input_commitments");
_Static_assert(offsetof(VantaJournal, nullifier_count) == 164, "nullifier_count");
_Static_assert(offsetof(VantaJournal, nullifiers) == 168, "nullifiers");
_Static_assert(offsetof(VantaJournal, commitment_count) == 296, "commitment_count");
_Static_assert(offsetof(VantaJournal, commitments) == 300, "commitments");
_Static_assert(offsetof(VantaJournal, padding) == 428, "padding");
_Static_assert(offsetof(VantaJournal, value_balance) == 432, "value_balance");

static uint32_t read_u32(const uint8_t *b) {
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static bool all_zero(const uint8_t *b, size_t n) {
    uint8_t any = 0;
    for (size_t i = 0; i < n; i++) {
        any |= b[i];
    }
    return any == 0;
}

/* A count and its four slots: 132 bytes. */
static vanta_status read_slots(uint32_t *count, uint8_t slots[VANTA_MAX_SLOTS][32], const uint8_t *b) {
    *count = read_u32(b);
    if (*count > VANTA_MAX_SLOTS) {
        return VANTA_JOURNAL_COUNT;
    }
    memcpy(slots, b + 4, VANTA_MAX_SLOTS * 32);
    return all_zero(b + 4 + *count * 32, (VANTA_MAX_SLOTS - *count) * 32) ? VANTA_OK : VANTA_JOURNAL_SLOT;
}

static vanta_status read_journal(VantaJournal *j, const uint8_t *image) {
    memcpy(j->smt_root, image, 32);
    vanta_status status = read_slots(&j->input_commitment_count, j->input_commitments, image + 32);
    if (status == VANTA_OK) {
        status = read_slots(&j->nullifier_count, j->nullifiers, image + 164);
    }
    if (status == VANTA_OK) {
        status = read_slots(&j->commitment_count, j->commitments, image + 296);
    }
    if (status != VANTA_OK) {
        return status;
    }
    if (!all_zero(image + 428, 4)) {
        return VANTA_JOURNAL_PADDING;
    }
    uint64_t balance = (uint64_t)read_u32(image + 432) | (uint64_t)read_u32(image + 436) << 32;
    memcpy(&j->value_balance, &balance, sizeof balance);
    return VANTA_OK;
}

vanta_status vanta_journal_decode(VantaJournal *journal, const uint8_t image[VANTA_JOURNAL_BYTES]) {
    if (journal == NULL) {
        return VANTA_NULL_ARGUMENT;
    }
    VantaJournal read;
    memset(&read, 0, sizeof read);
    vanta_status status = image == NULL ? VANTA_NULL_ARGUMENT : read_journal(&read, image);
    if (status != VANTA_OK) {
        memset(&read, 0, sizeof read);
    }
    *journal = read;
    return status;
}
