/*
 * Checks of SP1 proofs as the SDK gives them, for tools and tests. A node uses vanta_verifier.h.
 *
 * The functions are pure: no state, no allocation, no input or output, no randomness. The same bytes give the same answer
 * on every processor. They may be called from any number of threads. They use at most 256 KiB of stack.
 */
#ifndef VANTA_SP1_H
#define VANTA_SP1_H

#include <stddef.h>
#include <stdint.h>

#include "vanta_status.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/*
 * Checks one SP1 proof, Groth16 or PLONK over BN254. The circuit version is found by the selector, the proof's first four
 * bytes (= the first four bytes of the SHA-256 of the circuit's key file). Public values are bound by their SHA-256 with
 * the three top bits cleared; the BLAKE3 form of later SDKs is not accepted.
 *
 * Returns: VANTA_OK if the proof holds, otherwise the first reason found.
 * In: program_vkey:      the program's key, 32 bytes big-endian, below r (the SDK's bytes32()).
 *     public_values:     what the program committed; may be NULL if public_values_len is 0.
 *     proof:             the SDK's bytes(): v3 to v5 selector 4 || proof; v6 selector 4 || exit code 32 || vk root 32 ||
 *                        nonce 32 || proof. The proof is 256 bytes (Groth16) or 864 (PLONK).
 *     proof_len:         260 or 868 (v3 to v5), 356 or 964 (v6).
 */
vanta_status vanta_sp1_verify(const uint8_t program_vkey[32], const uint8_t *public_values, size_t public_values_len,
    const uint8_t *proof, size_t proof_len);

/* One proof of a batch; the fields are the arguments of vanta_sp1_verify. */
typedef struct {
    const uint8_t *program_vkey;
    const uint8_t *public_values;
    size_t public_values_len;
    const uint8_t *proof;
    size_t proof_len;
} vanta_sp1_item;

/*
 * Checks many proofs together. Groth16 proofs of one circuit share their final equation, up to 64 at a time, under weights
 * hashed from all of them; if it does not hold, parts of them are checked together and at last each alone. A false proof
 * passes with probability below 2^-120, so every answer is that of vanta_sp1_verify.
 *
 * Returns: VANTA_OK if every proof holds, VANTA_NULL_ARGUMENT if an array is NULL, otherwise the reason of the first that
 *          does not.
 * Out: statuses: one reason per item, written always (unless an array is NULL).
 * In:  items, count: the proofs; any order and mix of circuits. count 0 is VANTA_OK.
 */
vanta_status vanta_sp1_verify_batch(vanta_status *statuses, const vanta_sp1_item *items, size_t count);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
