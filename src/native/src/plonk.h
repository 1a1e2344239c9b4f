/*
 * PLONK with one BSB22 commitment and KZG over BN254, as gnark proves it and SP1 checks it: every challenge is hashed, the
 * weight u of the two openings too, so that all nodes give the same answer.
 */
#ifndef VANTA_PLONK_H
#define VANTA_PLONK_H

#include <string.h>

#include "bn254/msm.h"
#include "bn254/pairing.h"
#include "engine.h"
#include "groth16.h"
#include "sha256.h"

/* A proof as it is laid out: points, then evaluations at zeta, and so on. */
typedef struct {
    g1 l, r, o, h0, h1, h2, z, opening, shifted, commitment;
    fr at_l, at_r, at_o, at_s1, at_s2, at_qcp;
    /* z(omega zeta) */
    fr at_z;
} plonk_proof;

static vanta_status plonk_read(plonk_proof *p, const uint8_t b[PLONK_PROOF_BYTES]) {
    const struct {
        g1 *point;
        size_t offset;
    } points[] = {{&p->l, 0}, {&p->r, 64}, {&p->o, 128}, {&p->h0, 192}, {&p->h1, 256}, {&p->h2, 320}, {&p->z, 544},
        {&p->opening, 640}, {&p->shifted, 704}, {&p->commitment, 800}};
    const struct {
        fr *value;
        size_t offset;
    } values[] = {{&p->at_l, 384}, {&p->at_r, 416}, {&p->at_o, 448}, {&p->at_s1, 480}, {&p->at_s2, 512}, {&p->at_z, 608},
        {&p->at_qcp, 768}};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        vanta_status status = g1_from_bytes(points[i].point, b + points[i].offset);
        if (status != VANTA_OK) {
            return status;
        }
    }
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        if (!fr_from_bytes(values[i].value, b + values[i].offset)) {
            return VANTA_NOT_CANONICAL;
        }
    }
    return VANTA_OK;
}

static void hash_point(vanta_sha256 *sha, const g1 *p) {
    uint8_t b[64];
    g1_to_bytes(b, p);
    vanta_sha256_add(sha, b, sizeof b);
}

static void hash_scalar(vanta_sha256 *sha, const fr *x) {
    uint8_t b[32];
    fr_to_bytes(b, x);
    vanta_sha256_add(sha, b, sizeof b);
}

/* A challenge is SHA-256(name || previous challenge || what it binds); raw carries the chain. */
static void challenge_begin(vanta_sha256 *sha, const char *name, const uint8_t *previous) {
    vanta_sha256_init(sha);
    vanta_sha256_add(sha, name, strlen(name));
    if (previous != NULL) {
        vanta_sha256_add(sha, previous, 32);
    }
}

static void challenge_end(fr *challenge, uint8_t raw[32], vanta_sha256 *sha) {
    vanta_sha256_end(sha, raw);
    fr_from_bytes_reduced(challenge, raw);
}

typedef struct {
    fr gamma, beta, alpha, zeta;
    uint8_t zeta_raw[32];
} plonk_challenges;

static void plonk_transcript(
    plonk_challenges *c, const plonk_key *key, const uint8_t (*input)[32], const uint8_t *proof) {
    vanta_sha256 sha;
    uint8_t raw[32];
    const g1 *bound[] = {&key->s1, &key->s2, &key->s3, &key->ql, &key->qr, &key->qm, &key->qo, &key->qk, &key->qcp};
    challenge_begin(&sha, "gamma", NULL);
    for (size_t i = 0; i < sizeof bound / sizeof *bound; i++) {
        hash_point(&sha, bound[i]);
    }
    vanta_sha256_add(&sha, input, (size_t)key->public_count * 32);
    vanta_sha256_add(&sha, proof, 192);
    challenge_end(&c->gamma, raw, &sha);
    challenge_begin(&sha, "beta", raw);
    challenge_end(&c->beta, raw, &sha);
    challenge_begin(&sha, "alpha", raw);
    vanta_sha256_add(&sha, proof + 800, 64);
    vanta_sha256_add(&sha, proof + 544, 64);
    challenge_end(&c->alpha, raw, &sha);
    challenge_begin(&sha, "zeta", raw);
    vanta_sha256_add(&sha, proof + 192, 192);
    challenge_end(&c->zeta, c->zeta_raw, &sha);
}

/* The BSB22 commitment as a scalar: expand_message_xmd (RFC 9380) to 48 bytes, modulo r. */
static void hash_to_scalar(fr *z, const uint8_t message[64]) {
    static const uint8_t pad[64] = {0};
    static const uint8_t length_and_zero[3] = {0, 48, 0};
    static const char tag[] = "BSB22-Plonk\x0b";
    uint8_t b0[32], b1[33], b2[33];
    vanta_sha256 sha;
    vanta_sha256_init(&sha);
    vanta_sha256_add(&sha, pad, sizeof pad);
    vanta_sha256_add(&sha, message, 64);
    vanta_sha256_add(&sha, length_and_zero, sizeof length_and_zero);
    vanta_sha256_add(&sha, tag, sizeof tag - 1);
    vanta_sha256_end(&sha, b0);
    memcpy(b1, b0, 32);
    b1[32] = 1;
    vanta_sha256_init(&sha);
    vanta_sha256_add(&sha, b1, 33);
    vanta_sha256_add(&sha, tag, sizeof tag - 1);
    vanta_sha256_end(&sha, b1);
    for (int i = 0; i < 32; i++) {
        b2[i] = b0[i] ^ b1[i];
    }
    b2[32] = 2;
    vanta_sha256_init(&sha);
    vanta_sha256_add(&sha, b2, 33);
    vanta_sha256_add(&sha, tag, sizeof tag - 1);
    vanta_sha256_end(&sha, b2);
    /* 48 bytes as high 2^256 + low */
    uint8_t high[32] = {0}, low[32];
    memcpy(high + 16, b1, 16);
    memcpy(low, b1 + 16, 16);
    memcpy(low + 16, b2, 16);
    fr h;
    fr_from_bytes_reduced(&h, high);
    fr_mul(&h, &h, &FR_R2);
    fr_from_bytes_reduced(z, low);
    fr_add(z, z, &h);
}

/* What zeta gives: zeta^n - 1, L1(zeta) and the public inputs' polynomial, commitment included. */
typedef struct {
    fr vanishing, lagrange1, inputs;
} plonk_at_zeta;

static bool evaluate_at_zeta(plonk_at_zeta *e, const plonk_key *key, const fr *zeta, const uint8_t (*input)[32],
    const uint8_t commitment[64]) {
    /* Lagrange polynomials at w^0 .. w^(public - 1) and at the commitment's row: w^i (zeta^n - 1) / (n (zeta - w^i)). */
    fr root[PLONK_PUBLIC_MAX + 1], difference[PLONK_PUBLIC_MAX + 1], product[PLONK_PUBLIC_MAX + 1], t, inverse;
    size_t rows = key->public_count + 1;
    fr power = *zeta;
    for (unsigned i = 0; i < key->size_log2; i++) {
        fr_mul(&power, &power, &power);
    }
    fr_sub(&e->vanishing, &power, &FR_ONE);
    root[0] = FR_ONE;
    for (size_t i = 1; i + 1 < rows; i++) {
        fr_mul(&root[i], &root[i - 1], &key->generator);
    }
    root[rows - 1] = key->commitment_root;
    for (size_t i = 0; i < rows; i++) {
        fr_sub(&difference[i], zeta, &root[i]);
        product[i] = difference[i];
        if (i > 0) {
            fr_mul(&product[i], &product[i], &product[i - 1]);
        }
    }
    if (fr_is_zero(&product[rows - 1])) {
        return false;
    }
    fr_inverse(&inverse, &product[rows - 1]);
    fr scale;
    fr_mul(&scale, &e->vanishing, &key->size_inverse);
    memset(&e->inputs, 0, sizeof e->inputs);
    for (size_t i = rows; i-- > 0;) {
        fr lagrange, value;
        lagrange = inverse;
        if (i > 0) {
            fr_mul(&lagrange, &inverse, &product[i - 1]);
            fr_mul(&inverse, &inverse, &difference[i]);
        }
        fr_mul(&lagrange, &lagrange, &root[i]);
        fr_mul(&lagrange, &lagrange, &scale);
        if (i == rows - 1) {
            hash_to_scalar(&value, commitment);
        } else {
            fr_from_bytes_reduced(&value, input[i]);
        }
        fr_mul(&t, &lagrange, &value);
        fr_add(&e->inputs, &e->inputs, &t);
        if (i == 0) {
            e->lagrange1 = lagrange;
        }
    }
    return true;
}

/* x + beta y + gamma */
static void grand_product_factor(fr *z, const fr *x, const fr *y, const plonk_challenges *c) {
    fr t;
    fr_mul(&t, &c->beta, y);
    fr_add(&t, &t, x);
    fr_add(z, &t, &c->gamma);
}

/* The linearised polynomial's commitment Lin and its value at zeta. */
static bool linearise(
    g1 *lin, fr *value, const plonk_key *key, const plonk_proof *p, const plonk_challenges *c, const plonk_at_zeta *e) {
    fr left, right, out, t, s3, cz, alpha_l1, left_id, right_id, out_id, shift, zeta_n2;
    grand_product_factor(&left, &p->at_l, &p->at_s1, c);
    grand_product_factor(&right, &p->at_r, &p->at_s2, c);
    fr_add(&out, &p->at_o, &c->gamma);
    /* alpha z(omega zeta) (l + beta s1 + gamma)(r + beta s2 + gamma) */
    fr_mul(&t, &c->alpha, &p->at_z);
    fr_mul(&t, &t, &left);
    fr_mul(&t, &t, &right);
    fr_mul(&s3, &t, &c->beta);
    fr_mul(&alpha_l1, &c->alpha, &c->alpha);
    fr_mul(&alpha_l1, &alpha_l1, &e->lagrange1);
    fr_mul(&t, &t, &out);
    fr_sub(&t, &t, &alpha_l1);
    fr_add(&t, &t, &e->inputs);
    fr_neg(value, &t);

    grand_product_factor(&left_id, &p->at_l, &c->zeta, c);
    fr_mul(&shift, &c->zeta, &key->coset_shift);
    grand_product_factor(&right_id, &p->at_r, &shift, c);
    fr_mul(&shift, &shift, &key->coset_shift);
    grand_product_factor(&out_id, &p->at_o, &shift, c);
    fr_mul(&cz, &c->alpha, &left_id);
    fr_mul(&cz, &cz, &right_id);
    fr_mul(&cz, &cz, &out_id);
    fr_sub(&cz, &alpha_l1, &cz);

    /* zeta^(n + 2) */
    fr_add(&zeta_n2, &e->vanishing, &FR_ONE);
    fr_mul(&zeta_n2, &zeta_n2, &c->zeta);
    fr_mul(&zeta_n2, &zeta_n2, &c->zeta);

    const g1 point[10] = {p->commitment, key->ql, key->qr, key->qm, key->qo, key->s3, p->z, p->h0, p->h1, p->h2};
    fr scalar[10] = {p->at_qcp, p->at_l, p->at_r, FR_ONE, p->at_o, s3, cz, FR_ONE, FR_ONE, FR_ONE};
    fr_mul(&scalar[3], &p->at_l, &p->at_r);
    fr_neg(&scalar[7], &e->vanishing);
    fr_mul(&scalar[8], &scalar[7], &zeta_n2);
    fr_mul(&scalar[9], &scalar[8], &zeta_n2);
    g1_jacobian sum;
    msm(&sum, point, scalar, 10);
    g1_add_affine(&sum, &sum, &key->qk);
    return g1_to_affine(lin, &sum);
}

/* Folds the openings at zeta: F = sum v^i points, f = sum v^i values. */
static bool fold(g1 *folded, fr *value, fr *v, const plonk_key *key, const plonk_proof *p, const plonk_challenges *c,
    const g1 *lin, const fr *lin_value) {
    const g1 point[6] = {p->l, p->r, p->o, key->s1, key->s2, key->qcp};
    const fr *opened[7] = {lin_value, &p->at_l, &p->at_r, &p->at_o, &p->at_s1, &p->at_s2, &p->at_qcp};
    vanta_sha256 sha;
    uint8_t raw[32];
    challenge_begin(&sha, "gamma", NULL);
    hash_scalar(&sha, &c->zeta);
    hash_point(&sha, lin);
    for (int i = 0; i < 6; i++) {
        hash_point(&sha, &point[i]);
    }
    for (int i = 0; i < 7; i++) {
        hash_scalar(&sha, opened[i]);
    }
    hash_scalar(&sha, &p->at_z);
    challenge_end(v, raw, &sha);

    fr power[6], t;
    power[0] = *v;
    *value = *lin_value;
    for (int i = 0; i < 6; i++) {
        if (i > 0) {
            fr_mul(&power[i], &power[i - 1], v);
        }
        fr_mul(&t, &power[i], opened[i + 1]);
        fr_add(value, value, &t);
    }
    g1_jacobian sum;
    msm(&sum, point, power, 6);
    g1_add_affine(&sum, &sum, lin);
    return g1_to_affine(folded, &sum);
}

static vanta_status engine_plonk(
    const plonk_key *key, const uint8_t (*input)[32], const uint8_t proof[PLONK_PROOF_BYTES]) {
    plonk_proof p;
    plonk_challenges c;
    plonk_at_zeta e;
    vanta_status status = plonk_read(&p, proof);
    if (status != VANTA_OK) {
        return status;
    }
    plonk_transcript(&c, key, input, proof);
    g1 lin, folded;
    fr lin_value, value, v, u, t;
    if (!evaluate_at_zeta(&e, key, &c.zeta, input, proof + 800) || !linearise(&lin, &lin_value, key, &p, &c, &e)
        || !fold(&folded, &value, &v, key, &p, &c, &lin, &lin_value)) {
        return VANTA_DEGENERATE_CHALLENGE;
    }

    vanta_sha256 sha;
    uint8_t raw[32];
    challenge_begin(&sha, "u", c.zeta_raw);
    hash_scalar(&sha, &v);
    hash_point(&sha, &folded);
    vanta_sha256_add(&sha, proof + 544, 64);
    vanta_sha256_add(&sha, proof + 640, 64);
    vanta_sha256_add(&sha, proof + 704, 64);
    challenge_end(&u, raw, &sha);

    /* F + uZ - (f + u z(omega zeta)) G1 + zeta H + u zeta omega Hs against G2, H + u Hs against tau G2 */
    const g1 point[4] = {p.z, key->srs, p.opening, p.shifted};
    fr scalar[4];
    scalar[0] = u;
    fr_mul(&t, &u, &p.at_z);
    fr_add(&t, &t, &value);
    fr_neg(&scalar[1], &t);
    scalar[2] = c.zeta;
    fr_mul(&t, &u, &c.zeta);
    fr_mul(&scalar[3], &t, &key->generator);
    g1_jacobian sum[2];
    msm(&sum[0], point, scalar, 4);
    g1_add_affine(&sum[0], &sum[0], &folded);
    fp_neg(&sum[0].y, &sum[0].y);
    msm(&sum[1], &p.shifted, &u, 1);
    g1_add_affine(&sum[1], &sum[1], &p.opening);

    const line *lines[2] = {key->srs_g2, key->srs_tau_g2};
    fixed_pair fixed[2];
    size_t fixed_count = fix_negated(fixed, sum, lines, 2);
    fp12 f, one;
    miller_loop(&f, NULL, NULL, NULL, 0, fixed, fixed_count);
    final_exponentiation(&f, &f);
    fp12_one(&one);
    return fp12_equal(&f, &one) ? VANTA_OK : VANTA_PAIRING_MISMATCH;
}

#endif
