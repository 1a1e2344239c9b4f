/* In and out of the lanes: from four limbs of 64 bits and R = 2^256 to five of 52 and R = 2^260, and back. */
#ifndef VANTA_BN254_IFMA_LANES_H
#define VANTA_BN254_IFMA_LANES_H

#include "ifma_fp.h"

/* A residue's 52-bit limbs, one to a lane. */
typedef struct {
    _Alignas(64) uint64_t l[LIMBS][LANES];
} fp8_lanes;

OUTLINE void lanes_set(fp8_lanes *z, size_t lane, const fp *x) {
    z->l[0][lane] = x->l[0] & P52_MASK;
    z->l[1][lane] = (x->l[0] >> 52 | x->l[1] << 12) & P52_MASK;
    z->l[2][lane] = (x->l[1] >> 40 | x->l[2] << 24) & P52_MASK;
    z->l[3][lane] = (x->l[2] >> 28 | x->l[3] << 36) & P52_MASK;
    z->l[4][lane] = x->l[3] >> 16;
}

/* The numbers as they are: the Montgomery forms of R = 2^256 are not those of R = 2^260. */
INLINE void fp8_load(fp8 *z, const fp8_lanes *x) {
    UNROLL for (int i = 0; i < LIMBS; i++) {
        z->l[i] = _mm512_load_si512(x->l[i]);
    }
    BOUND(z->below = 1);
}

static UNUSED void fp8_load_every(fp8 *z, const fp *x) {
    fp8_lanes lanes;
    for (size_t lane = 0; lane < LANES; lane++) {
        lanes_set(&lanes, lane, x);
    }
    fp8_load(z, &lanes);
}

/* 2^264 mod p: x 2^256 becomes x 2^260. */
static const fp FP8_ENTER = {{0xfbdb0f2afaec667aULL, 0xad825aed9626b0ffULL, 0x276f48b709e2a0fcULL, 0x0d791464ef86e357ULL}};

/* From R = 2^256 to R = 2^260. */
INLINE void fp8_enter(fp8 *z) {
    fp8 factor;
    fp8_load_every(&factor, &FP8_ENTER);
    fp8_mul(z, z, &factor);
}

/* n residues, each stride bytes after the one before; the first fills the lanes beyond n */
OUTLINE void fp8_read(fp8 *z, const fp *x, size_t stride, size_t n) {
    fp8_lanes lanes;
    for (size_t lane = 0; lane < LANES; lane++) {
        lanes_set(&lanes, lane, (const fp *)(const void *)((const uint8_t *)x + (lane < n ? lane : 0) * stride));
    }
    fp8_load(z, &lanes);
    fp8_enter(z);
}

INLINE void fp8_read_every(fp8 *z, const fp *x) { fp8_read(z, x, 0, LANES); }

/* n canonical residues in Montgomery form with R = 2^256, each stride bytes after the one before */
OUTLINE void fp8_write(fp *z, size_t stride, const fp8 *x, size_t n) {
    fp8_lanes lanes;
    fp8 t;
    /* 2^256, so that x 2^260 becomes x 2^256, below 2p */
    fp8_load_every(&t, &FP_ONE);
    fp8_mul(&t, x, &t);
    REQUIRE(t.below <= 2);
    UNROLL for (int i = 0; i < LIMBS; i++) {
        _mm512_store_si512(lanes.l[i], t.l[i]);
    }
    for (size_t lane = 0; lane < n; lane++) {
        uint64_t l[LIMBS];
        for (int i = 0; i < LIMBS; i++) {
            l[i] = lanes.l[i][lane];
        }
        const uint64_t joined[4] = {
            l[0] | l[1] << 52, l[1] >> 12 | l[2] << 40, l[2] >> 24 | l[3] << 28, l[3] >> 36 | l[4] << 16};
        fp *to = (fp *)(void *)((uint8_t *)z + lane * stride);
        limbs_reduce_once(to->l, joined, FP_P.l);
    }
}

#endif
