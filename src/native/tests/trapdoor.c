#include "trapdoor.h"

#include <stdbool.h>
#include <string.h>

#include "../src/bn254/msm.h"
#include "../src/bn254/pairing.h"
#include "../src/sha256.h"

const uint8_t trapdoor_program[32] = {[1] = 0xaa, [31] = 0xe5};

static const uint8_t SELECTOR[4] = {0x7e, 0x57, 0x7e, 0x57};

/* A scalar that everyone can compute: this key is worth nothing. */
static void scalar(fr *z, const char *name, unsigned seed) {
    char text[64];
    uint8_t digest[32];
    int n = snprintf(text, sizeof text, "Vanta/TestKey/v1 %s %u", name, seed);
    vanta_sha256_of(digest, text, (size_t)n);
    fr_from_bytes_reduced(z, digest);
}

static void times_g1(g1 *z, const fr *k) {
    g1 generator = {FP_ONE, FP_ONE};
    fp_double(&generator.y, &generator.y);
    g1_jacobian p;
    msm(&p, &generator, k, 1);
    (void)g1_to_affine(z, &p);
}

static void times_g2(g2 *z, const fr *k) {
    uint64_t bits[4];
    g2_projective t = {G2_GENERATOR.x, G2_GENERATOR.y, {FP_ONE, {{0, 0, 0, 0}}}};
    fp2 c0, c1, c3;
    fr_to_integer(bits, k);
    int bit = 255;
    while (!(bits[bit / 64] >> (bit % 64) & 1)) {
        bit--;
    }
    while (bit-- > 0) {
        g2_double_step(&t, &c0, &c1, &c3);
        if (bits[bit / 64] >> (bit % 64) & 1) {
            g2_add_step(&t, &G2_GENERATOR, &c0, &c1, &c3);
        }
    }
    fp2_inverse(&c0, &t.z);
    fp2_mul(&z->x, &t.x, &c0);
    fp2_mul(&z->y, &t.y, &c0);
}

static void write_bytes(FILE *out, const uint8_t *b, size_t n) {
    for (size_t i = 0; i < n; i++) {
        fprintf(out, "%02x", b[i]);
    }
}

static void write_fp(FILE *out, const fp *x) {
    uint8_t b[32];
    fp_to_bytes(b, x);
    fputc(' ', out);
    write_bytes(out, b, sizeof b);
}

static void write_g1(FILE *out, const char *word, const char *name, unsigned index) {
    fr k;
    g1 p;
    scalar(&k, name, index);
    times_g1(&p, &k);
    fprintf(out, "%s", word);
    write_fp(out, &p.x);
    write_fp(out, &p.y);
    fprintf(out, "\n");
}

static void write_g2(FILE *out, const char *name) {
    fr k;
    g2 q;
    scalar(&k, name, 0);
    times_g2(&q, &k);
    fprintf(out, "%s", name);
    write_fp(out, &q.x.re);
    write_fp(out, &q.x.im);
    write_fp(out, &q.y.re);
    write_fp(out, &q.y.im);
    fprintf(out, "\n");
}

void trapdoor_write_key(FILE *out) {
    fprintf(out, "sp1-groth16 test development ");
    write_bytes(out, SELECTOR, sizeof SELECTOR);
    fprintf(out, "\n");
    write_g1(out, "alpha", "alpha", 0);
    write_g2(out, "beta");
    write_g2(out, "gamma");
    write_g2(out, "delta");
    for (unsigned i = 0; i < 3; i++) {
        write_g1(out, "k", "k", i);
    }
    fprintf(out, "end\n");
}

void trapdoor_prove(uint8_t proof[TRAPDOOR_PROOF_BYTES], const uint8_t program_vkey[32], const uint8_t *public_values,
    size_t public_values_len, unsigned seed) {
    fr a, b, c, alpha, beta, gamma, delta, l, k, input;
    uint8_t digest[32];
    scalar(&a, "a", seed);
    scalar(&b, "b", seed);
    scalar(&alpha, "alpha", 0);
    scalar(&beta, "beta", 0);
    scalar(&gamma, "gamma", 0);
    scalar(&delta, "delta", 0);
    vanta_sha256_of(digest, public_values, public_values_len);
    digest[0] &= 0x1f;
    scalar(&l, "k", 0);
    fr_from_bytes_reduced(&input, program_vkey);
    scalar(&k, "k", 1);
    fr_mul(&k, &k, &input);
    fr_add(&l, &l, &k);
    fr_from_bytes_reduced(&input, digest);
    scalar(&k, "k", 2);
    fr_mul(&k, &k, &input);
    fr_add(&l, &l, &k);

    /* c = (ab - alpha beta - l gamma) / delta */
    fr_mul(&c, &a, &b);
    fr_mul(&k, &alpha, &beta);
    fr_sub(&c, &c, &k);
    fr_mul(&k, &l, &gamma);
    fr_sub(&c, &c, &k);
    fr_inverse(&k, &delta);
    fr_mul(&c, &c, &k);

    g1 point_a, point_c;
    g2 point_b;
    times_g1(&point_a, &a);
    times_g2(&point_b, &b);
    times_g1(&point_c, &c);
    memcpy(proof, SELECTOR, sizeof SELECTOR);
    g1_to_bytes(proof + 4, &point_a);
    fp_to_bytes(proof + 68, &point_b.x.im);
    fp_to_bytes(proof + 100, &point_b.x.re);
    fp_to_bytes(proof + 132, &point_b.y.im);
    fp_to_bytes(proof + 164, &point_b.y.re);
    g1_to_bytes(proof + 196, &point_c);
}
