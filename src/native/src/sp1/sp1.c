#include "vanta_sp1.h"

#include <stdbool.h>
#include <string.h>

#include "../bn254/limbs.h"
#include "../engine.h"
#include "../sha256.h"
#include "sp1.h"

#define SELECTOR_BYTES 4
#define HEADER_BYTES 96
#define INPUTS_MAX PLONK_PUBLIC_MAX

const sp1_circuit *vanta_sp1_find(const uint8_t *proof, size_t proof_len) {
    if (proof_len < SELECTOR_BYTES) {
        return NULL;
    }
    for (size_t i = 0; i < vanta_sp1_circuit_count; i++) {
        if (memcmp(vanta_sp1_circuits[i].selector, proof, SELECTOR_BYTES) == 0) {
            return &vanta_sp1_circuits[i];
        }
    }
    return NULL;
}

/* r, big-endian: inputs are compared as bytes. */
static const uint8_t ORDER[32] = {0x30, 0x64, 0x4e, 0x72, 0xe1, 0x31, 0xa0, 0x29, 0xb8, 0x50, 0x45, 0xb6, 0x81, 0x81, 0x58,
    0x5d, 0x28, 0x33, 0xe8, 0x48, 0x79, 0xb9, 0x70, 0x91, 0x43, 0xe1, 0xf5, 0x93, 0xf0, 0x00, 0x00, 0x01};

static bool is_zero(const uint8_t b[32]) {
    static const uint8_t zero[32] = {0};
    return memcmp(b, zero, 32) == 0;
}

/* A proof taken apart: what it proves, and the 256 or 864 bytes that prove it. */
typedef struct {
    const sp1_circuit *circuit;
    const uint8_t *body;
    /* program key, hash of public values; v6: exit code, vk_root, nonce */
    uint8_t input[INPUTS_MAX][32];
} sp1_statement;

static vanta_status parse(sp1_statement *s, const vanta_sp1_item *item) {
    memset(s, 0, sizeof *s);
    if (item->program_vkey == NULL || item->proof == NULL || (item->public_values == NULL && item->public_values_len > 0)) {
        return VANTA_NULL_ARGUMENT;
    }
    if (item->proof_len < SELECTOR_BYTES) {
        return VANTA_BAD_LENGTH;
    }
    s->circuit = vanta_sp1_find(item->proof, item->proof_len);
    if (s->circuit == NULL) {
        return VANTA_UNKNOWN_SELECTOR;
    }
    size_t before = SELECTOR_BYTES + (s->circuit->has_header ? HEADER_BYTES : 0);
    size_t body = s->circuit->groth16 != NULL ? GROTH16_PROOF_BYTES : PLONK_PROOF_BYTES;
    if (item->proof_len != before + body) {
        return VANTA_BAD_LENGTH;
    }
    memcpy(s->input[0], item->program_vkey, 32);
    if (memcmp(s->input[0], ORDER, 32) >= 0) {
        return VANTA_INPUT_OUT_OF_RANGE;
    }
    if (s->circuit->has_header) {
        memcpy(s->input[2], item->proof + SELECTOR_BYTES, HEADER_BYTES);
        if (!is_zero(s->input[2])) {
            return VANTA_EXIT_CODE;
        }
        if (memcmp(s->input[3], s->circuit->vk_root, 32) != 0) {
            return VANTA_VK_ROOT;
        }
        if (memcmp(s->input[4], ORDER, 32) >= 0) {
            return VANTA_INPUT_OUT_OF_RANGE;
        }
    }
    vanta_sha256_of(s->input[1], item->public_values, item->public_values_len);
    s->input[1][0] &= 0x1f;
    s->body = item->proof + before;
    return VANTA_OK;
}

static void groth16_of(groth16_statement *g, const sp1_statement *s) {
    memset(g, 0, sizeof *g);
    g->key = s->circuit->groth16;
    g->constant = &s->circuit->constant;
    limbs_from_bytes(g->input[0], s->input[0]);
    limbs_from_bytes(g->input[1], s->input[1]);
    if (s->circuit->has_header) {
        g->nonce_point = &s->circuit->nonce;
        limbs_from_bytes(g->nonce, s->input[4]);
    }
    g->proof = s->body;
}

static vanta_status check(const sp1_statement *s, const vanta_engine *engine) {
    if (s->circuit->plonk != NULL) {
        return engine->plonk(s->circuit->plonk, (const uint8_t(*)[32])s->input, s->body);
    }
    groth16_statement g;
    groth16_of(&g, s);
    return engine->groth16(&g);
}

vanta_status vanta_sp1_verify_on(const vanta_engine *engine, const vanta_sp1_item *item) {
    sp1_statement s;
    vanta_status status = parse(&s, item);
    return status == VANTA_OK ? check(&s, engine) : status;
}

vanta_status vanta_sp1_verify(const uint8_t program_vkey[32], const uint8_t *public_values, size_t public_values_len,
    const uint8_t *proof, size_t proof_len) {
    const vanta_sp1_item item = {program_vkey, public_values, public_values_len, proof, proof_len};
    return vanta_sp1_verify_on(vanta_engine_best(), &item);
}

/* The Groth16 proofs of one circuit that wait for their common check. */
typedef struct {
    sp1_statement parsed[GROTH16_BATCH_MAX];
    size_t index[GROTH16_BATCH_MAX];
    size_t count;
} sp1_group;

/* A proof alone needs no weight. */
#define TOGETHER_MIN 2
/* A batch that fails is checked in parts of this size, so that a false proof costs few others their shared check. */
#define PART_MAX 8

static bool hold_together(const groth16_statement *const *statement, size_t count, const vanta_engine *engine) {
    return count >= TOGETHER_MIN && engine->groth16_batch(statement, count) == VANTA_OK;
}

static void settle(sp1_group *group, vanta_status *statuses, const vanta_engine *engine) {
    groth16_statement statement[GROTH16_BATCH_MAX];
    const groth16_statement *pointer[GROTH16_BATCH_MAX];
    for (size_t i = 0; i < group->count; i++) {
        groth16_of(&statement[i], &group->parsed[i]);
        pointer[i] = &statement[i];
    }
    bool all = hold_together(pointer, group->count, engine);
    for (size_t first = 0; first < group->count; first += PART_MAX) {
        size_t count = group->count - first < PART_MAX ? group->count - first : PART_MAX;
        bool part = all || (count < group->count && hold_together(pointer + first, count, engine));
        for (size_t i = first; i < first + count; i++) {
            statuses[group->index[i]] = part ? VANTA_OK : engine->groth16(&statement[i]);
        }
    }
    group->count = 0;
}

vanta_status vanta_sp1_verify_batch_on(
    const vanta_engine *engine, vanta_status *statuses, const vanta_sp1_item *items, size_t count) {
    if (count == 0) {
        return VANTA_OK;
    }
    if (statuses == NULL || items == NULL) {
        return VANTA_NULL_ARGUMENT;
    }
    sp1_group group = {.count = 0};
    for (size_t circuit = 0; circuit < vanta_sp1_circuit_count; circuit++) {
        for (size_t i = 0; i < count; i++) {
            bool here = items[i].proof != NULL
                        && vanta_sp1_find(items[i].proof, items[i].proof_len) == &vanta_sp1_circuits[circuit];
            if (!here) {
                continue;
            }
            sp1_statement *s = &group.parsed[group.count];
            statuses[i] = parse(s, &items[i]);
            if (statuses[i] != VANTA_OK) {
                continue;
            }
            if (s->circuit->groth16 == NULL) {
                statuses[i] = check(s, engine);
                continue;
            }
            group.index[group.count++] = i;
            if (group.count == GROTH16_BATCH_MAX) {
                settle(&group, statuses, engine);
            }
        }
        settle(&group, statuses, engine);
    }
    vanta_status first = VANTA_OK;
    for (size_t i = 0; i < count; i++) {
        if (items[i].proof == NULL || vanta_sp1_find(items[i].proof, items[i].proof_len) == NULL) {
            statuses[i] = vanta_sp1_verify_on(engine, &items[i]);
        }
        if (first == VANTA_OK) {
            first = statuses[i];
        }
    }
    return first;
}

vanta_status vanta_sp1_verify_batch(vanta_status *statuses, const vanta_sp1_item *items, size_t count) {
    return vanta_sp1_verify_batch_on(vanta_engine_best(), statuses, items, count);
}
