/* Values of the curve as C initialisers, on standard output. */
#ifndef VANTA_TABLES_H
#define VANTA_TABLES_H

#include "../bn254/types.h"

void put_limbs(const uint64_t l[4]);
void put_g1(const g1 *p);
void put_fp6(const fp6 *x);
void put_bytes(const uint8_t *b, size_t n);

/* The lines of the pairing with q, LINES_n, and the comb of k, COMB_n: written once per distinct point. The answer is n. */
unsigned lines_of(const g2 *q);
unsigned comb_of(const g1 *k);

#endif
