/*
 * Many Groth16 proofs of one key under one equation: each proof's equation to the power of its weight, all multiplied. They
 * share the squarings, the pairs with constant points and the final exponentiation.
 */
#ifndef VANTA_GROTH16_BATCH_H
#define VANTA_GROTH16_BATCH_H

#include "groth16.h"
#include "weights.h"

typedef struct {
    size_t count;
    g1 a[GROTH16_BATCH_MAX], c[GROTH16_BATCH_MAX];
    g2 b[GROTH16_BATCH_MAX];
    batch_weights weights;
} groth16_batch;

static vanta_status batch_read(groth16_batch *batch, const groth16_statement *const *s, size_t n) {
    batch->count = n;
    for (size_t i = 0; i < n; i++) {
        groth16_points points;
        vanta_status status = groth16_read(&points, s[i]->proof);
        if (status != VANTA_OK) {
            return status;
        }
        batch->a[i] = points.a;
        batch->b[i] = points.b;
        batch->c[i] = points.c;
    }
    draw_weights(&batch->weights, s, n);
    return VANTA_OK;
}

/* z = x^(a + lambda b) in the target group, where lambda = p^8 mod r and x^(p^6) is the conjugate; |a|, |b| below 2^80. */
static void target_power(fp12 *z, const fp12 *x, const batch_weights *w) {
    fp12 power[4];
    power[1] = *x;
    fp12_frobenius2(&power[2], x);
    fp12_conjugate(&power[2], &power[2]);
    for (int h = 0; h < 2; h++) {
        if (w->sum_negative[h]) {
            fp12_conjugate(&power[h + 1], &power[h + 1]);
        }
    }
    fp12_mul(&power[3], &power[1], &power[2]);
    fp12_one(z);
    for (int bit = 79; bit >= 0; bit--) {
        fp12_cyclotomic_sqr(z, z);
        unsigned digit = 0;
        for (int h = 0; h < 2; h++) {
            digit |= (unsigned)(w->sum[h][bit / 64] >> (bit % 64) & 1) << h;
        }
        if (digit != 0) {
            fp12_mul(z, z, &power[digit]);
        }
    }
}

/* Sum of w_i L_i: the constants, the two combs and the nonces, each under its sum of weighted scalars. */
static void weighted_inputs(g1_jacobian *z, const groth16_statement *const *s, const batch_weights *w, size_t n) {
    fr sum[4], t;
    uint64_t k[2][4];
    memset(sum, 0, sizeof sum);
    for (size_t i = 0; i < n; i++) {
        const uint64_t *scalar[3] = {s[i]->input[0], s[i]->input[1], s[i]->nonce};
        for (int j = 0; j < 3; j++) {
            fr_from_integer(&t, scalar[j]);
            fr_mul(&t, &t, &w->weight[i]);
            fr_add(&sum[j], &sum[j], &t);
        }
        fr_add(&sum[3], &sum[3], &w->weight[i]);
    }
    msm(z, s[0]->constant, &sum[3], 1);
    fr_to_integer(k[0], &sum[0]);
    fr_to_integer(k[1], &sum[1]);
    g1_comb(z, s[0]->key->input, (const uint64_t(*)[4])k, 2);
    if (s[0]->nonce_point != NULL && !fr_is_zero(&sum[2])) {
        add_multiple(z, s[0]->nonce_point, &sum[2]);
    }
}

/* The constant pairs: gamma with the inputs, delta with the sum of w_i C_i. */
static size_t batch_fixed(
    fixed_pair fixed[2], const groth16_statement *const *s, const batch_weights *w, size_t n, const g1_jacobian *sum_c) {
    const line *lines[2] = {s[0]->key->gamma, s[0]->key->delta};
    g1_jacobian p[2];
    weighted_inputs(&p[0], s, w, n);
    p[1] = *sum_c;
    return fix_negated(fixed, p, lines, 2);
}

static vanta_status batch_equation(fp12 *f, const groth16_key *key, const batch_weights *w) {
    fp12 expected;
    final_exponentiation(f, f);
    target_power(&expected, &key->alpha_beta, w);
    return fp12_equal(f, &expected) ? VANTA_OK : VANTA_PAIRING_MISMATCH;
}

/* Sum of w_i C_i. */
static void weighted_sum(g1_jacobian *z, const g1 *point, const batch_weights *w, size_t n) {
    g1_set_infinity(z);
    for (size_t done = 0; done < n; done += MSM_POINTS_MAX) {
        size_t take = n - done < MSM_POINTS_MAX ? n - done : MSM_POINTS_MAX;
        msm_tables tables;
        g1_jacobian t;
        msm_prepare(&tables, point + done, take);
        msm_halves(&t, &tables, 0, w->half + done, w->negative + done, take);
        g1_add(z, z, &t);
    }
}

/* Each w_i A_i in affine form. It is finite: no weight is a multiple of r. */
static void weighted_each(live_pair *live, const g1 *point, const batch_weights *w, size_t n) {
    g1_jacobian a[GROTH16_BATCH_MAX];
    fp z[GROTH16_BATCH_MAX], scratch[GROTH16_BATCH_MAX];
    for (size_t done = 0; done < n; done += MSM_POINTS_MAX) {
        size_t take = n - done < MSM_POINTS_MAX ? n - done : MSM_POINTS_MAX;
        msm_tables tables;
        msm_prepare(&tables, point + done, take);
        for (size_t i = done; i < done + take; i++) {
            msm_halves(&a[i], &tables, i - done, w->half + i, w->negative + i, 1);
            z[i] = a[i].z;
        }
    }
    fp_inverse_all(z, scratch, n);
    for (size_t i = 0; i < n; i++) {
        g1_scale(&live[i].p, &a[i], &z[i]);
    }
}

static vanta_status engine_groth16_batch(const groth16_statement *const *s, size_t n) {
    groth16_batch batch;
    vanta_status status = batch_read(&batch, s, n);
    if (status != VANTA_OK) {
        return status;
    }
    live_pair live[GROTH16_BATCH_MAX];
    g2_projective t[GROTH16_BATCH_MAX];
    bool in_subgroup[GROTH16_BATCH_MAX];
    g1_jacobian sum_c;
    fixed_pair fixed[2];
    fp12 f;
    weighted_each(live, batch.a, &batch.weights, n);
    for (size_t i = 0; i < n; i++) {
        live[i].q = batch.b[i];
    }
    weighted_sum(&sum_c, batch.c, &batch.weights, n);
    size_t fixed_count = batch_fixed(fixed, s, &batch.weights, n, &sum_c);
    miller_loop(&f, live, t, in_subgroup, n, fixed, fixed_count);
    for (size_t i = 0; i < n; i++) {
        if (!in_subgroup[i]) {
            return VANTA_NOT_IN_SUBGROUP;
        }
    }
    return batch_equation(&f, s[0]->key, &batch.weights);
}

#if defined(VANTA_MULX)
#include "ifma.h"

/* The same equation under the same weights, what each proof brings computed in eight lanes. */
static vanta_status engine_groth16_batch_ifma(const groth16_statement *const *s, size_t n) {
    groth16_batch batch;
    vanta_status status = batch_read(&batch, s, n);
    if (status != VANTA_OK) {
        return status;
    }
    g1_jacobian multiple[GROTH16_BATCH_MAX], sum_c;
    g2_projective end[GROTH16_BATCH_MAX];
    fixed_pair fixed[2];
    fp12 f[IFMA_LANES];
    const uint8_t(*digit)[WEIGHT_DIGITS] = (const uint8_t(*)[WEIGHT_DIGITS])batch.weights.digit;
    vanta_ifma_multiples(multiple, batch.c, digit, n);
    sum_c = multiple[0];
    for (size_t i = 1; i < n; i++) {
        g1_add(&sum_c, &sum_c, &multiple[i]);
    }
    size_t fixed_count = batch_fixed(fixed, s, &batch.weights, n, &sum_c);
    vanta_ifma_multiples(multiple, batch.a, digit, n);
    vanta_ifma_miller_loop(f, end, multiple, batch.b, n, fixed, fixed_count);
    for (size_t i = 0; i < n; i++) {
        g2 psi2_negated = batch.b[i];
        fp2_mul_fp(&psi2_negated.x, &psi2_negated.x, &PSI2_X);
        if (!ends_in_subgroup(&end[i], &psi2_negated)) {
            return VANTA_NOT_IN_SUBGROUP;
        }
    }
    for (int lane = 1; lane < IFMA_LANES; lane++) {
        fp12_mul(&f[0], &f[0], &f[lane]);
    }
    return batch_equation(&f[0], s[0]->key, &batch.weights);
}
#endif

#endif
