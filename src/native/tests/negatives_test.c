/*
 * Goal: no change to a valid proof passes, except those under which Groth16 proofs stay valid.
 * Method: every class of change to every published proof, with its reason; every single bit of one Groth16 and one PLONK proof.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../src/bn254/msm.h"
#include "../src/bn254/pairing.h"
#include "../src/sp1/sp1.h"
#include "engines.h"
#include "vectors.h"

static const vanta_engine *engines[ENGINES_MAX];
static size_t engine_count;
static unsigned failures, answers;

#define CHANGED_MAX 1024

typedef struct {
    uint8_t vkey[32], values[CHANGED_MAX], proof[CHANGED_MAX];
    size_t values_len, proof_len;
    /* Where the points begin. */
    size_t body;
    const char *name;
} proof_case;

static void expect(const char *what, const proof_case *c, vanta_status expected) {
    const vanta_sp1_item item = {c->vkey, c->values, c->values_len, c->proof, c->proof_len};
    for (size_t i = 0; i < engine_count; i++) {
        vanta_status status = vanta_sp1_verify_on(engines[i], &item);
        answers++;
        if (status != expected) {
            failures++;
            printf("FAILED %s, %s on %s: \"%s\", expected \"%s\"\n", c->name, what, engines[i]->name,
                vanta_status_text(status), vanta_status_text(expected));
        }
    }
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

static void g2_to_bytes(uint8_t b[128], const g2 *q) {
    fp_to_bytes(b, &q->x.im);
    fp_to_bytes(b + 32, &q->x.re);
    fp_to_bytes(b + 64, &q->y.im);
    fp_to_bytes(b + 96, &q->y.re);
}

/* x^((p + 1) / 4), a root if x is a square. */
static void square_root(fp *z, const fp *x) {
    static const uint64_t exponent[4] = {0x4f082305b61f3f52, 0x65e05aa45a1c72a3, 0x6e14116da0605617, 0x0c19139cb84c680a};
    fp root = FP_ONE;
    for (int bit = 253; bit >= 0; bit--) {
        fp_sqr(&root, &root);
        if (exponent[bit / 64] >> (bit % 64) & 1) {
            fp_mul(&root, &root, x);
        }
    }
    *z = root;
}

/* A point of the twist outside the subgroup: the first x = n + u with a square right side. Almost all points are such. */
static void bad_g2(uint8_t b[128]) {
    g2 q;
    q.x.im = FP_ONE;
    q.x.re = FP_ONE;
    for (;; fp_add(&q.x.re, &q.x.re, &FP_ONE)) {
        fp2 right, t;
        fp2_sqr(&right, &q.x);
        fp2_mul(&right, &right, &q.x);
        fp2_add(&right, &right, &TWIST_B);
        /* Square root for p = 3 mod 4 by the norm: re = sqrt((re + sqrt(norm)) / 2), im = im / 2re. */
        fp norm, s, e, half;
        fp_sqr(&norm, &right.re);
        fp_sqr(&s, &right.im);
        fp_add(&norm, &norm, &s);
        for (int sign = 0; sign < 2; sign++) {
            square_root(&e, &norm);
            if (sign == 1) {
                fp_neg(&e, &e);
            }
            fp_add(&half, &right.re, &e);
            fp_halve(&half, &half);
            square_root(&e, &half);
            q.y.re = e;
            fp_double(&s, &e);
            fp_inverse(&s, &s);
            fp_mul(&q.y.im, &right.im, &s);
            fp2_sqr(&t, &q.y);
            if (fp2_equal(&t, &right)) {
                g2_to_bytes(b, &q);
                return;
            }
        }
    }
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

static void groth16_changes(const proof_case *good) {
    proof_case c = *good;
    uint8_t *a = c.proof + c.body, *b = a + 64, *third = a + 192;
    negate_g1(third);
    expect("C negated", &c, VANTA_PAIRING_MISMATCH);

    c = *good;
    uint8_t swap[64];
    memcpy(swap, a, 64);
    memcpy(a, third, 64);
    memcpy(third, swap, 64);
    expect("A and C exchanged", &c, VANTA_PAIRING_MISMATCH);

    c = *good;
    memcpy(swap, b, 32);
    memcpy(b, b + 32, 32);
    memcpy(b + 32, swap, 32);
    expect("limbs of B.x exchanged", &c, VANTA_NOT_ON_CURVE);

    c = *good;
    bad_g2(b);
    expect("B outside the subgroup", &c, VANTA_NOT_IN_SUBGROUP);

    c = *good;
    memset(b, 0, 128);
    expect("B at infinity", &c, VANTA_AT_INFINITY);

    /* Malleable, and rightly so: these prove the same statement. */
    c = *good;
    negate_g1(a);
    g2 q;
    (void)g2_from_bytes(&q, b);
    fp2_neg(&q.y, &q.y);
    g2_to_bytes(b, &q);
    expect("(-A, -B, C)", &c, VANTA_OK);
    c = *good;
    rerandomise(a);
    expect("(A / 2, 2B, C)", &c, VANTA_OK);
}

static void plonk_changes(const proof_case *good) {
    proof_case c = *good;
    static const size_t values[] = {384, 416, 448, 480, 512, 608, 768};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        c = *good;
        c.proof[c.body + values[i] + 31] ^= 1;
        expect("an evaluation changed", &c, VANTA_PAIRING_MISMATCH);
        c = *good;
        add_modulus(c.proof + c.body + values[i], FR_R.l);
        expect("r added to an evaluation", &c, VANTA_NOT_CANONICAL);
    }
    static const size_t points[] = {0, 64, 128, 192, 256, 320, 544, 640, 704, 800};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        c = *good;
        negate_g1(c.proof + c.body + points[i]);
        expect("a point negated", &c, VANTA_PAIRING_MISMATCH);
        c = *good;
        memset(c.proof + c.body + points[i], 0, 64);
        expect("a point at infinity", &c, VANTA_AT_INFINITY);
    }
    c = *good;
    memcpy(c.proof + c.body + 800, c.proof + c.body + 544, 64);
    expect("commitment replaced by Z", &c, VANTA_PAIRING_MISMATCH);
}

static void header_changes(const proof_case *good) {
    proof_case c = *good;
    c.proof[4 + 31] = 1;
    expect("exit code 1", &c, VANTA_EXIT_CODE);
    c = *good;
    c.proof[4 + 32 + 31] ^= 1;
    expect("another vk root", &c, VANTA_VK_ROOT);
    c = *good;
    c.proof[4 + 64 + 31] ^= 1;
    expect("another nonce", &c, VANTA_PAIRING_MISMATCH);
    c = *good;
    memset(c.proof + 4 + 64, 0xff, 32);
    expect("nonce out of range", &c, VANTA_INPUT_OUT_OF_RANGE);
}

static void all_changes(const proof_case *good, bool groth16) {
    expect("unchanged", good, VANTA_OK);
    proof_case c = *good;
    c.proof[c.body + 31] ^= 1;
    expect("x changed", &c, VANTA_NOT_ON_CURVE);
    c = *good;
    negate_g1(c.proof + c.body);
    expect("first point negated", &c, VANTA_PAIRING_MISMATCH);
    c = *good;
    memset(c.proof + c.body, 0, 64);
    expect("first point at infinity", &c, VANTA_AT_INFINITY);
    c = *good;
    add_modulus(c.proof + c.body, FP_P.l);
    expect("p added to x", &c, VANTA_NOT_CANONICAL);
    c = *good;
    c.proof[0] ^= 1;
    expect("selector", &c, VANTA_UNKNOWN_SELECTOR);
    for (size_t len = 0; len < good->proof_len; len += 1 + good->proof_len / 40) {
        c = *good;
        c.proof_len = len;
        expect("truncated", &c, VANTA_BAD_LENGTH);
    }
    c = *good;
    c.proof_len++;
    expect("a trailing byte", &c, VANTA_BAD_LENGTH);
    c = *good;
    c.values[c.values_len - 1] ^= 1;
    expect("other public values", &c, VANTA_PAIRING_MISMATCH);
    c = *good;
    c.values[c.values_len++] = 0;
    expect("longer public values", &c, VANTA_PAIRING_MISMATCH);
    c = *good;
    c.vkey[31] ^= 1;
    expect("another program", &c, VANTA_PAIRING_MISMATCH);
    c = *good;
    add_modulus(c.vkey, FR_R.l);
    expect("r added to the program key", &c, VANTA_INPUT_OUT_OF_RANGE);
    if (good->body > 4) {
        header_changes(good);
    }
    if (groth16) {
        groth16_changes(good);
    } else {
        plonk_changes(good);
    }
}

/* One engine: the others agree by the tests above and by fuzzing. */
static void every_bit(const proof_case *good) {
    for (size_t bit = 0; bit < good->proof_len * 8; bit++) {
        proof_case c = *good;
        c.proof[bit / 8] ^= (uint8_t)(1 << (bit % 8));
        const vanta_sp1_item item = {c.vkey, c.values, c.values_len, c.proof, c.proof_len};
        answers++;
        if (vanta_sp1_verify_on(vanta_engine_best(), &item) == VANTA_OK) {
            failures++;
            printf("FAILED %s with bit %zu flipped is accepted\n", c.name, bit);
        }
    }
}

static void refuses_missing_arguments(void) {
    const uint8_t bytes[260] = {0};
    failures += vanta_sp1_verify(NULL, bytes, 1, bytes, 260) != VANTA_NULL_ARGUMENT;
    failures += vanta_sp1_verify(bytes, NULL, 1, bytes, 260) != VANTA_NULL_ARGUMENT;
    failures += vanta_sp1_verify(bytes, NULL, 0, bytes, 260) != VANTA_UNKNOWN_SELECTOR;
    failures += vanta_sp1_verify(bytes, bytes, 1, NULL, 260) != VANTA_NULL_ARGUMENT;
    failures += vanta_sp1_verify(bytes, bytes, 1, bytes, 0) != VANTA_BAD_LENGTH;
    failures += vanta_sp1_verify_batch(NULL, NULL, 1) != VANTA_NULL_ARGUMENT;
    failures += vanta_sp1_verify_batch(NULL, NULL, 0) != VANTA_OK;
}

/* A false proof among true ones: it alone is refused, whatever its place. */
static void batches_with_one_false_proof(const proof_case *good) {
    enum { COUNT = 40 };
    static vanta_sp1_item items[COUNT];
    static vanta_status statuses[COUNT];
    proof_case false_one = *good;
    negate_g1(false_one.proof + false_one.body);
    static const size_t places[] = {0, 1, 31, 32, 39};
    for (size_t p = 0; p < sizeof places / sizeof *places; p++) {
        for (size_t i = 0; i < COUNT; i++) {
            const proof_case *c = i == places[p] ? &false_one : good;
            items[i] = (vanta_sp1_item){c->vkey, c->values, c->values_len, c->proof, c->proof_len};
        }
        vanta_status first = vanta_sp1_verify_batch(statuses, items, COUNT);
        for (size_t i = 0; i < COUNT; i++) {
            answers++;
            failures += statuses[i] != (i == places[p] ? VANTA_PAIRING_MISMATCH : VANTA_OK);
        }
        failures += first != VANTA_PAIRING_MISMATCH;
    }
}

int main(int argc, char **argv) {
    char *text = argc == 2 ? vectors_load(argv[1], "sp1/accept.json") : NULL, *at = text;
    if (text == NULL) {
        return 2;
    }
    engine_count = engines_here(engines);
    bool flipped_groth16 = false, flipped_plonk = false;
    vector_case v;
    while (vectors_next(&at, &v)) {
        proof_case c;
        size_t len;
        memset(&c, 0, sizeof c);
        c.name = vectors_text(&v, "name");
        bool groth16 = strcmp(vectors_text(&v, "kind"), "groth16") == 0;
        uint8_t *vkey = vectors_bytes(&v, "program_vkey", &len), *values = vectors_bytes(&v, "public_values", &c.values_len),
                *proof = vectors_bytes(&v, "proof", &c.proof_len);
        memcpy(c.vkey, vkey, 32);
        memcpy(c.values, values, c.values_len);
        memcpy(c.proof, proof, c.proof_len);
        c.body = c.proof_len - (groth16 ? GROTH16_PROOF_BYTES : PLONK_PROOF_BYTES);
        all_changes(&c, groth16);
        if (groth16 && !flipped_groth16) {
            flipped_groth16 = true;
            every_bit(&c);
            batches_with_one_false_proof(&c);
        } else if (!groth16 && !flipped_plonk) {
            flipped_plonk = true;
            every_bit(&c);
        }
        free(vkey);
        free(values);
        free(proof);
    }
    refuses_missing_arguments();
    free(text);
    printf("%u answers, %u wrong\n", answers, failures);
    return failures == 0 && answers > 9000 ? EXIT_SUCCESS : EXIT_FAILURE;
}
