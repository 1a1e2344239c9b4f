/* The verification keys compiled into this build. generate-keys writes the tables from keys.txt. */
#ifndef VANTA_KEYS_H
#define VANTA_KEYS_H

#include "../bn254/types.h"

/* A Groth16 key over two variable inputs; constant inputs are folded into the release's own constant point. */
typedef struct {
    const comb *input[2];
    const line *gamma, *delta;
    fp12 alpha_beta;
} groth16_key;

/* A PLONK key with one BSB22 commitment. */
typedef struct {
    unsigned size_log2;
    unsigned public_count;
    fr size_inverse, generator, coset_shift;
    /* generator^(public_count + commitment index) */
    fr commitment_root;
    g1 s1, s2, s3, ql, qr, qm, qo, qk, qcp, srs;
    const line *srs_g2, *srs_tau_g2;
} plonk_key;

typedef struct {
    /* "v6.1.0" */
    char version[16];
    uint8_t selector[4];
    /* v6 and later: exit code, vk_root and nonce stand between selector and proof. */
    bool has_header;
    uint8_t vk_root[32];
    /* Exactly one of the two. With groth16: L = constant + key K1 + hash K2 (+ nonce K5). */
    const groth16_key *groth16;
    const plonk_key *plonk;
    g1 constant, nonce;
} sp1_circuit;

typedef struct {
    char version[16];
    uint8_t selector[4];
    g1 constant;
} risc0_release;

extern const sp1_circuit vanta_sp1_circuits[];
extern const size_t vanta_sp1_circuit_count;
extern const risc0_release vanta_risc0_releases[];
extern const size_t vanta_risc0_release_count;
extern const groth16_key vanta_risc0_key;

/* The program whose proofs an envelope may carry; false if none is pinned. */
extern const bool vanta_program_pinned;
extern const uint8_t vanta_program_vkey[32];

#endif
