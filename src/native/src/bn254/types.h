/* The plain values of BN254: field elements, points and stored lines. No pointers, so tables of them are constants. */
#ifndef VANTA_BN254_TYPES_H
#define VANTA_BN254_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Residues in Montgomery form (R = 2^256), always below the modulus, least significant limb first. */
typedef struct {
    uint64_t l[4];
} fp;

typedef struct {
    uint64_t l[4];
} fr;

/* Fp2 = Fp[u]/(u^2 + 1): re + im u. */
typedef struct {
    fp re, im;
} fp2;

/* Fp6 = Fp2[v]/(v^3 - (9 + u)). */
typedef struct {
    fp2 a, b, c;
} fp6;

/* Fp12 = Fp6[w]/(w^2 - v). */
typedef struct {
    fp6 a, b;
} fp12;

/* Affine points; the point at infinity has no such form and is refused where bytes are read. */
typedef struct {
    fp x, y;
} g1;

typedef struct {
    fp2 x, y;
} g2;

/* Jacobian coordinates: (X/Z^2, Y/Z^3); Z = 0 is infinity. */
typedef struct {
    fp x, y, z;
} g1_jacobian;

/* A line through points of the twist, divided by y_P: 1 + (c1 x_P/y_P) w + (c3 / y_P) w^3. */
typedef struct {
    fp2 c1, c3;
} line;

/* 65 doublings, 21 additions of the digits of 6x + 2, and the two last additions. */
#define ATE_LINES 88

/*
 * Multiples of one fixed point for a comb of 7 teeth, 37 apart: entry i - 1 is the sum of 2^(37 j) K over the bits j of i.
 */
#define COMB_TEETH 7
#define COMB_SPACING 37
typedef struct {
    g1 multiple[(1 << COMB_TEETH) - 1];
} comb;

#endif
