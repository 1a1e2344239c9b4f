/* Groth16: e(A, B) = e(alpha, beta) e(L, gamma) e(C, delta), one proof or many of one key. */
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

/* Weights w = low + lambda high, both of 64 bits, hashed from everything the batch is about. */
typedef struct {
    uint64_t half[GROTH16_BATCH_MAX][2][4];
    fr weight[GROTH16_BATCH_MAX];
} batch_weights;

static uint64_t read_u64(const uint8_t *b) {
    uint64_t v = 0;
    for (int i = 0; i < 8; i++) {
        v = v << 8 | b[i];
    }
    return v;
}

static void hash_limbs(vanta_sha256 *sha, const uint64_t k[4]) {
    uint8_t b[32];
    limbs_to_bytes(b, k);
    vanta_sha256_add(sha, b, sizeof b);
}

static void draw_weights(batch_weights *w, const groth16_statement *const *s, size_t n) {
    static const char domain[] = "Vanta/Groth16Batch/v1";
    vanta_sha256 sha;
    uint8_t seed[32], block[40];
    vanta_sha256_init(&sha);
    vanta_sha256_add(&sha, domain, sizeof domain - 1);
    for (size_t i = 0; i < n; i++) {
        hash_limbs(&sha, s[i]->constant->x.l);
        hash_limbs(&sha, s[i]->input[0]);
        hash_limbs(&sha, s[i]->input[1]);
        hash_limbs(&sha, s[i]->nonce);
        vanta_sha256_add(&sha, s[i]->proof, GROTH16_PROOF_BYTES);
    }
    vanta_sha256_end(&sha, seed);
    memset(w->half, 0, sizeof w->half);
    memset(block, 0, sizeof block);
    memcpy(block, seed, 32);
    for (size_t i = 0; i < n; i++) {
        uint8_t digest[32];
        block[39] = (uint8_t)i;
        vanta_sha256_of(digest, block, sizeof block);
        w->half[i][0][0] = read_u64(digest);
        w->half[i][1][0] = read_u64(digest + 8);
        fr low, high;
        fr_from_integer(&low, w->half[i][0]);
        fr_from_integer(&high, w->half[i][1]);
        fr_mul(&high, &high, &GLV_LAMBDA);
        fr_add(&w->weight[i], &low, &high);
    }
}

/* z = x^(low + lambda high) in the target group, where lambda = p^8 mod r and x^(p^6) is the conjugate. */
static void target_power(fp12 *z, const fp12 *x, const uint64_t low[2], const uint64_t high[2]) {
    fp12 power[4];
    power[1] = *x;
    fp12_frobenius2(&power[2], x);
    fp12_conjugate(&power[2], &power[2]);
    fp12_mul(&power[3], &power[1], &power[2]);
    fp12_one(z);
    for (int bit = 79; bit >= 0; bit--) {
        fp12_cyclotomic_sqr(z, z);
        unsigned digit = (unsigned)(low[bit / 64] >> (bit % 64) & 1) | (unsigned)(high[bit / 64] >> (bit % 64) & 1) << 1;
        if (digit != 0) {
            fp12_mul(z, z, &power[digit]);
        }
    }
}

static const bool POSITIVE[MSM_POINTS_MAX][2] = {{false, false}};

/* Sum of w_i C_i. */
static void weighted_sum(g1_jacobian *z, const g1 *point, const batch_weights *w, size_t n) {
    g1_set_infinity(z);
    for (size_t done = 0; done < n; done += MSM_POINTS_MAX) {
        size_t take = n - done < MSM_POINTS_MAX ? n - done : MSM_POINTS_MAX;
        msm_tables tables;
        g1_jacobian t;
        msm_prepare(&tables, point + done, take);
        msm_halves(&t, &tables, 0, w->half + done, POSITIVE, take);
        g1_add(z, z, &t);
    }
}

/* Each w_i A_i in affine form; false if one is infinity, which only a weight of zero does. */
static bool weighted_each(live_pair *live, const g1 *point, const batch_weights *w, size_t n) {
    g1_jacobian a[GROTH16_BATCH_MAX];
    fp z[GROTH16_BATCH_MAX], scratch[GROTH16_BATCH_MAX];
    for (size_t done = 0; done < n; done += MSM_POINTS_MAX) {
        size_t take = n - done < MSM_POINTS_MAX ? n - done : MSM_POINTS_MAX;
        msm_tables tables;
        msm_prepare(&tables, point + done, take);
        for (size_t i = 0; i < take; i++) {
            msm_halves(&a[done + i], &tables, i, w->half + done + i, POSITIVE, 1);
            if (g1_is_infinity(&a[done + i])) {
                return false;
            }
            z[done + i] = a[done + i].z;
        }
    }
    fp_inverse_all(z, scratch, n);
    for (size_t i = 0; i < n; i++) {
        g1_scale(&live[i].p, &a[i], &z[i]);
    }
    return true;
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

static vanta_status engine_groth16_batch(const groth16_statement *const *s, size_t n) {
    live_pair live[GROTH16_BATCH_MAX];
    g2_projective t[GROTH16_BATCH_MAX];
    bool in_subgroup[GROTH16_BATCH_MAX];
    g1 a[GROTH16_BATCH_MAX], c[GROTH16_BATCH_MAX];
    g1_jacobian p[2];
    batch_weights w;

    draw_weights(&w, s, n);
    uint64_t low[2] = {0, 0}, high[2] = {0, 0};
    for (size_t i = 0; i < n; i++) {
        groth16_points points;
        vanta_status status = groth16_read(&points, s[i]->proof);
        if (status != VANTA_OK) {
            return status;
        }
        a[i] = points.a;
        live[i].q = points.b;
        c[i] = points.c;
        uint64_t carry = 0;
        low[0] = add_carry(low[0], w.half[i][0][0], &carry);
        low[1] += carry;
        carry = 0;
        high[0] = add_carry(high[0], w.half[i][1][0], &carry);
        high[1] += carry;
    }
    if (!weighted_each(live, a, &w, n)) {
        return VANTA_PAIRING_MISMATCH;
    }
    weighted_inputs(&p[0], s, &w, n);
    weighted_sum(&p[1], c, &w, n);
    const line *lines[2] = {s[0]->key->gamma, s[0]->key->delta};
    fixed_pair fixed[2];
    size_t fixed_count = fix_negated(fixed, p, lines, 2);
    fp12 f, expected;
    miller_loop(&f, live, t, in_subgroup, n, fixed, fixed_count);
    for (size_t i = 0; i < n; i++) {
        if (!in_subgroup[i]) {
            return VANTA_NOT_IN_SUBGROUP;
        }
    }
    final_exponentiation(&f, &f);
    target_power(&expected, &s[0]->key->alpha_beta, low, high);
    return fp12_equal(&f, &expected) ? VANTA_OK : VANTA_PAIRING_MISMATCH;
}

#endif
