/* Groth16: e(A, B) = e(alpha, beta) e(L, gamma) e(C, delta), one proof. */
#ifndef VANTA_GROTH16_H
#define VANTA_GROTH16_H

#include <string.h>

#include "bn254/msm.h"
#include "bn254/pairing.h"
#include "engine.h"
#include "sha256.h"

typedef struct {
    g1 a, c;
    g2 b;
} groth16_points;

static vanta_status groth16_read(groth16_points *points, const uint8_t proof[GROTH16_PROOF_BYTES]) {
    vanta_status status = g1_from_bytes(&points->a, proof);
    if (status == VANTA_OK) {
        status = g2_from_bytes(&points->b, proof + 64);
    }
    if (status == VANTA_OK) {
        status = g1_from_bytes(&points->c, proof + 192);
    }
    return status;
}

static bool is_zero_integer(const uint64_t k[4]) { return (k[0] | k[1] | k[2] | k[3]) == 0; }

/* z += k P for any point P. */
static void add_multiple(g1_jacobian *z, const g1 *point, const fr *k) {
    g1_jacobian t;
    msm(&t, point, k, 1);
    g1_add(z, z, &t);
}

/*
 * The pairs (-P, Q) for constant Q; a P at infinity pairs to one and is left out. Returns how many pairs there are.
 * With P = (X/Z^2, Y/Z^3): x/y = XZ/Y, 1/y = Z^3/Y.
 */
static size_t fix_negated(fixed_pair *fixed, const g1_jacobian *p, const line *const *lines, size_t n) {
    fp y[4], scratch[4];
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (g1_is_infinity(&p[i])) {
            continue;
        }
        fixed[count].lines = lines[i];
        fp_mul(&fixed[count].x_over_y, &p[i].x, &p[i].z);
        fp_sqr(&fixed[count].inverse_y, &p[i].z);
        fp_mul(&fixed[count].inverse_y, &fixed[count].inverse_y, &p[i].z);
        fp_neg(&y[count], &p[i].y);
        count++;
    }
    fp_inverse_all(y, scratch, count);
    for (size_t i = 0; i < count; i++) {
        fp_mul(&fixed[i].x_over_y, &fixed[i].x_over_y, &y[i]);
        fp_mul(&fixed[i].inverse_y, &fixed[i].inverse_y, &y[i]);
    }
    return count;
}

static vanta_status engine_groth16(const groth16_statement *s) {
    groth16_points points;
    vanta_status status = groth16_read(&points, s->proof);
    if (status != VANTA_OK) {
        return status;
    }
    g1_jacobian p[2];
    g1_from_affine(&p[0], s->constant);
    g1_comb(&p[0], s->key->input, s->input, 2);
    if (s->nonce_point != NULL && !is_zero_integer(s->nonce)) {
        fr nonce;
        fr_from_integer(&nonce, s->nonce);
        add_multiple(&p[0], s->nonce_point, &nonce);
    }
    g1_from_affine(&p[1], &points.c);
    const line *lines[2] = {s->key->gamma, s->key->delta};
    fixed_pair fixed[2];
    size_t fixed_count = fix_negated(fixed, p, lines, 2);
    live_pair live = {points.a, points.b};
    g2_projective t;
    bool in_subgroup;
    fp12 f;
    miller_loop(&f, &live, &t, &in_subgroup, 1, fixed, fixed_count);
    if (!in_subgroup) {
        return VANTA_NOT_IN_SUBGROUP;
    }
    final_exponentiation(&f, &f);
    return fp12_equal(&f, &s->key->alpha_beta) ? VANTA_OK : VANTA_PAIRING_MISMATCH;
}

#endif
