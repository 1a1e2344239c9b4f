/*
 * The checks themselves, compiled once per processor family from the same sources (engine.c). All engines give the same
 * answer to everything; vanta_engine_best picks the fastest this processor can run.
 */
#ifndef VANTA_ENGINE_H
#define VANTA_ENGINE_H

#include "keys/keys.h"
#include "vanta_status.h"

#define GROTH16_PROOF_BYTES 256
#define PLONK_PROOF_BYTES 864
#define PLONK_PUBLIC_MAX 5
/* Proofs checked under one final equation. */
#define GROTH16_BATCH_MAX 64

/* One Groth16 statement: L = constant + input[0] K + input[1] K' + nonce N, the scalars below r. */
typedef struct {
    const groth16_key *key;
    const g1 *constant;
    /* NULL where the key has no such input. */
    const g1 *nonce_point;
    uint64_t input[2][4];
    uint64_t nonce[4];
    const uint8_t *proof;
} groth16_statement;

typedef struct {
    const char *name;
    vanta_status (*groth16)(const groth16_statement *statement);
    /* All statements have one key; 1 <= count <= GROTH16_BATCH_MAX. VANTA_OK only if every one holds. */
    vanta_status (*groth16_batch)(const groth16_statement *const *statement, size_t count);
    /* input: key->public_count numbers of 32 big-endian bytes, each below r. */
    vanta_status (*plonk)(const plonk_key *key, const uint8_t (*input)[32], const uint8_t proof[PLONK_PROOF_BYTES]);
} vanta_engine;

extern const vanta_engine vanta_engine_portable;
#if defined(__x86_64__)
extern const vanta_engine vanta_engine_mulx;
/* mulx, with eight proofs of a batch side by side in AVX-512 (ifma.h). */
extern const vanta_engine vanta_engine_ifma;
#endif

const vanta_engine *vanta_engine_best(void);

#endif
