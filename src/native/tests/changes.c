#include "changes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../src/bn254/msm.h"
#include "../src/bn254/pairing.h"
#include "outsider.h"

static size_t take(uint8_t *out, size_t max, const vector_case *v, const char *field) {
    size_t len;
    uint8_t *bytes = vectors_bytes(v, field, &len);
    /* Changes may add a byte. */
    if (len >= max) {
        fprintf(stderr, "%s of %s is too long\n", field, vectors_text(v, "name"));
        exit(2);
    }
    memcpy(out, bytes, len);
    free(bytes);
    return len;
}

void proof_case_of(proof_case *c, const vector_case *v) {
    memset(c, 0, sizeof *c);
    c->name = vectors_text(v, "name");
    c->groth16 = strcmp(vectors_text(v, "kind"), "groth16") == 0;
    (void)take(c->vkey, sizeof c->vkey + 1, v, "program_vkey");
    c->values_len = take(c->values, sizeof c->values, v, "public_values");
    c->proof_len = take(c->proof, sizeof c->proof, v, "proof");
    size_t points = c->groth16 ? GROTH16_PROOF_BYTES : PLONK_PROOF_BYTES;
    c->body = c->proof_len > points ? c->proof_len - points : 0;
}

vanta_sp1_item proof_case_item(const proof_case *c) {
    return (vanta_sp1_item){c->vkey, c->values, c->values_len, c->proof, c->proof_len};
}

/* b += m as big-endian 256-bit integers; all changes fit. */
static void add_modulus(uint8_t b[32], const uint64_t m[4]) {
    uint64_t x[4], carry = 0;
    limbs_from_bytes(x, b);
    for (int i = 0; i < 4; i++) {
        x[i] = add_carry(x[i], m[i], &carry);
    }
    limbs_to_bytes(b, x);
}

static void negate_g1(uint8_t b[64]) {
    g1 p;
    (void)g1_from_bytes(&p, b);
    fp_neg(&p.y, &p.y);
    g1_to_bytes(b, &p);
}

/* (A / 2, 2 B, C) */
static void rerandomise(uint8_t *points) {
    g1 a;
    g2 b;
    (void)g1_from_bytes(&a, points);
    (void)g2_from_bytes(&b, points + 64);
    fr half;
    g1_jacobian p;
    fr_add(&half, &FR_ONE, &FR_ONE);
    fr_inverse(&half, &half);
    msm(&p, &a, &half, 1);
    (void)g1_to_affine(&a, &p);
    g1_to_bytes(points, &a);
    g2_projective t = {b.x, b.y, {FP_ONE, FP2_ZERO.im}};
    fp2 c0, c1, c3;
    g2_double_step(&t, &c0, &c1, &c3);
    fp2_inverse(&c0, &t.z);
    fp2_mul(&b.x, &t.x, &c0);
    fp2_mul(&b.y, &t.y, &c0);
    g2_to_bytes(points + 64, &b);
}

static void groth16_changes(const proof_case *good, change_seen *seen, void *context) {
    proof_case c = *good;
    uint8_t *a = c.proof + c.body, *b = a + 64, *third = a + 192;
    negate_g1(third);
    seen(context, "C negated", &c, VANTA_PAIRING_MISMATCH);

    c = *good;
    uint8_t swap[64];
    memcpy(swap, a, 64);
    memcpy(a, third, 64);
    memcpy(third, swap, 64);
    seen(context, "A and C exchanged", &c, VANTA_PAIRING_MISMATCH);

    c = *good;
    memcpy(swap, b, 32);
    memcpy(b, b + 32, 32);
    memcpy(b + 32, swap, 32);
    seen(context, "limbs of B.x exchanged", &c, VANTA_NOT_ON_CURVE);

    c = *good;
    outsider(b);
    seen(context, "B outside the subgroup", &c, VANTA_NOT_IN_SUBGROUP);

    c = *good;
    memset(b, 0, 128);
    seen(context, "B at infinity", &c, VANTA_AT_INFINITY);

    /* Malleable, and rightly so: these prove the same statement. */
    c = *good;
    negate_g1(a);
    g2 q;
    (void)g2_from_bytes(&q, b);
    fp2_neg(&q.y, &q.y);
    g2_to_bytes(b, &q);
    seen(context, "(-A, -B, C)", &c, VANTA_OK);
    c = *good;
    rerandomise(a);
    seen(context, "(A / 2, 2B, C)", &c, VANTA_OK);
}

static void plonk_changes(const proof_case *good, change_seen *seen, void *context) {
    proof_case c = *good;
    static const size_t values[] = {384, 416, 448, 480, 512, 608, 768};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        c = *good;
        c.proof[c.body + values[i] + 31] ^= 1;
        seen(context, "an evaluation changed", &c, VANTA_PAIRING_MISMATCH);
        c = *good;
        add_modulus(c.proof + c.body + values[i], FR_R.l);
        seen(context, "r added to an evaluation", &c, VANTA_NOT_CANONICAL);
    }
    static const size_t points[] = {0, 64, 128, 192, 256, 320, 544, 640, 704, 800};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        c = *good;
        negate_g1(c.proof + c.body + points[i]);
        seen(context, "a point negated", &c, VANTA_PAIRING_MISMATCH);
        c = *good;
        memset(c.proof + c.body + points[i], 0, 64);
        seen(context, "a point at infinity", &c, VANTA_AT_INFINITY);
    }
    c = *good;
    memcpy(c.proof + c.body + 800, c.proof + c.body + 544, 64);
    seen(context, "commitment replaced by Z", &c, VANTA_PAIRING_MISMATCH);
}

static void header_changes(const proof_case *good, change_seen *seen, void *context) {
    proof_case c = *good;
    c.proof[4 + 31] = 1;
    seen(context, "exit code 1", &c, VANTA_EXIT_CODE);
    c = *good;
    c.proof[4 + 32 + 31] ^= 1;
    seen(context, "another vk root", &c, VANTA_VK_ROOT);
    c = *good;
    c.proof[4 + 64 + 31] ^= 1;
    seen(context, "another nonce", &c, VANTA_PAIRING_MISMATCH);
    c = *good;
    limbs_to_bytes(c.proof + 4 + 64, FR_R.l);
    c.proof[4 + 64 + 31] -= 1;
    seen(context, "the largest nonce", &c, VANTA_PAIRING_MISMATCH);
    c = *good;
    memset(c.proof + 4 + 64, 0xff, 32);
    seen(context, "nonce out of range", &c, VANTA_INPUT_OUT_OF_RANGE);
}

void changes_of(const proof_case *good, change_seen *seen, void *context) {
    seen(context, "unchanged", good, VANTA_OK);
    proof_case c = *good;
    c.proof[c.body + 31] ^= 1;
    seen(context, "x changed", &c, VANTA_NOT_ON_CURVE);
    c = *good;
    negate_g1(c.proof + c.body);
    seen(context, "first point negated", &c, VANTA_PAIRING_MISMATCH);
    c = *good;
    memset(c.proof + c.body, 0, 64);
    seen(context, "first point at infinity", &c, VANTA_AT_INFINITY);
    c = *good;
    add_modulus(c.proof + c.body, FP_P.l);
    seen(context, "p added to x", &c, VANTA_NOT_CANONICAL);
    c = *good;
    c.proof[0] ^= 1;
    seen(context, "selector", &c, VANTA_UNKNOWN_SELECTOR);
    for (size_t len = 0; len < good->proof_len; len += 1 + good->proof_len / 40) {
        c = *good;
        c.proof_len = len;
        seen(context, "truncated", &c, VANTA_BAD_LENGTH);
    }
    c = *good;
    c.proof_len++;
    seen(context, "a trailing byte", &c, VANTA_BAD_LENGTH);
    c = *good;
    c.values[c.values_len - 1] ^= 1;
    seen(context, "other public values", &c, VANTA_PAIRING_MISMATCH);
    c = *good;
    c.values[c.values_len++] = 0;
    seen(context, "longer public values", &c, VANTA_PAIRING_MISMATCH);
    c = *good;
    c.vkey[31] ^= 1;
    seen(context, "another program", &c, VANTA_PAIRING_MISMATCH);
    c = *good;
    add_modulus(c.vkey, FR_R.l);
    seen(context, "r added to the program key", &c, VANTA_INPUT_OUT_OF_RANGE);
    if (good->body > 4) {
        header_changes(good, seen, context);
    }
    if (good->groth16) {
        groth16_changes(good, seen, context);
    } else {
        plonk_changes(good, seen, context);
    }
}
