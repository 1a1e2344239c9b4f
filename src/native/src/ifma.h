/*
 * What AVX-512 with 52-bit multiplication does eight at a time for a batch of Groth16 proofs. Only a processor that has
 * avx512f and avx512ifma may run these; arguments and results are those of the portable arithmetic.
 */
#ifndef VANTA_IFMA_H
#define VANTA_IFMA_H

#include "bn254/pairing.h"
#include "engine.h"
#include "weights.h"

#define IFMA_LANES 8
#define IFMA_PAIRS_MAX GROTH16_BATCH_MAX

/* z[i] = weight i times p[i], never infinity; the digits from the highest. */
void vanta_ifma_multiples(g1_jacobian *z, const g1 *p, const uint8_t (*digit)[WEIGHT_DIGITS], size_t n);

/*
 * The product of f is the product of all pairs' Miller loops up to a factor that the final exponentiation takes away.
 * end[i]: where the loop of q[i] ends, for ends_in_subgroup. 1 <= n <= IFMA_PAIRS_MAX, p finite; fixed_count <= IFMA_LANES.
 */
void vanta_ifma_miller_loop(fp12 f[IFMA_LANES], g2_projective *end, const g1_jacobian *p, const g2 *q, size_t n,
    const fixed_pair *fixed, size_t fixed_count);

#endif
