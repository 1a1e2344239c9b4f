/*
 * generate-keys KEYS.TXT PROGRAM_VKEY|none CLASS...: writes the C tables of the keys of the named classes to standard output.
 * Runs at build time. Checks what it reads (numbers, curves, subgroup, selectors of RISC Zero) and computes what the
 * library then finds ready: lines of constant G2 points, combs of K points, e(alpha, beta), folded constants.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../bn254/msm.h"
#include "../bn254/pairing.h"
#include "../sha256.h"
#include "keys.h"

static const char *file_name;
static unsigned line_number;

static _Noreturn void fail(const char *why) {
    fprintf(stderr, "generate-keys: %s, line %u: %s\n", file_name, line_number, why);
    exit(1);
}

static int hex_digit(char c) {
    const char *digits = "0123456789abcdef", *at = strchr(digits, c);
    return at == NULL || c == 0 ? -1 : (int)(at - digits);
}

/* Reads exactly 2 n hexadecimal digits at *text, after blanks. */
static void read_hex(uint8_t *out, size_t n, const char **text) {
    while (**text == ' ') {
        (*text)++;
    }
    for (size_t i = 0; i < n; i++) {
        int high = hex_digit(**text);
        int low = high < 0 ? -1 : hex_digit((*text)[1]);
        if (low < 0) {
            fail("expected a number of lower-case hexadecimal digits of full length");
        }
        out[i] = (uint8_t)(high << 4 | low);
        *text += 2;
    }
}

static void read_fp(fp *z, const char **text) {
    uint8_t b[32];
    read_hex(b, 32, text);
    if (!fp_from_bytes(z, b)) {
        fail("a coordinate is not below p");
    }
}

static void read_g1(g1 *z, const char *text) {
    read_fp(&z->x, &text);
    read_fp(&z->y, &text);
    if (!g1_on_curve(z)) {
        fail("the point is not on the curve");
    }
}

static void read_g2(g2 *z, const char *text) {
    read_fp(&z->x.re, &text);
    read_fp(&z->x.im, &text);
    read_fp(&z->y.re, &text);
    read_fp(&z->y.im, &text);
    live_pair pair = {{FP_ONE, FP_ONE}, *z};
    g2_projective t;
    bool in_subgroup;
    fp12 f;
    miller_loop(&f, &pair, &t, &in_subgroup, 1, NULL, 0);
    if (!g2_on_curve(z) || !in_subgroup) {
        fail("the point is not in the subgroup of the twist");
    }
}

/* ---- writing ---- */

static void put_limbs(const uint64_t l[4]) {
    printf("{{0x%llxULL, 0x%llxULL, 0x%llxULL, 0x%llxULL}}", (unsigned long long)l[0], (unsigned long long)l[1],
        (unsigned long long)l[2], (unsigned long long)l[3]);
}

static void put_fp2(const fp2 *x) {
    printf("{");
    put_limbs(x->re.l);
    printf(", ");
    put_limbs(x->im.l);
    printf("}");
}

static void put_g1(const g1 *p) {
    printf("{");
    put_limbs(p->x.l);
    printf(", ");
    put_limbs(p->y.l);
    printf("}");
}

static void put_fp6(const fp6 *x) {
    printf("{");
    put_fp2(&x->a);
    printf(", ");
    put_fp2(&x->b);
    printf(", ");
    put_fp2(&x->c);
    printf("}");
}

static void put_bytes(const uint8_t *b, size_t n) {
    printf("{");
    for (size_t i = 0; i < n; i++) {
        printf("%s0x%02x", i > 0 ? ", " : "", b[i]);
    }
    printf("}");
}

/* Moves T to 2T (q NULL) or T + Q by affine formulas and writes the line through them. */
static void put_line(g2 *t, const g2 *q) {
    fp2 slope, s, c3, x;
    if (q == NULL) {
        fp2_sqr(&slope, &t->x);
        fp2_double(&s, &slope);
        fp2_add(&slope, &slope, &s);
        fp2_double(&s, &t->y);
        q = t;
    } else {
        fp2_sub(&slope, &t->y, &q->y);
        fp2_sub(&s, &t->x, &q->x);
    }
    fp2_inverse(&s, &s);
    fp2_mul(&slope, &slope, &s);
    fp2_mul(&c3, &slope, &t->x);
    fp2_sub(&c3, &c3, &t->y);
    fp2_sqr(&x, &slope);
    fp2_sub(&x, &x, &t->x);
    fp2_sub(&x, &x, &q->x);
    fp2_sub(&s, &t->x, &x);
    fp2_mul(&s, &s, &slope);
    fp2_sub(&t->y, &s, &t->y);
    t->x = x;
    fp2_neg(&slope, &slope);
    printf("    {");
    put_fp2(&slope);
    printf(", ");
    put_fp2(&c3);
    printf("},\n");
}

/* Lines are written once per distinct point; the answer is the number in their name. */
static unsigned lines_of(const g2 *q) {
    static g2 seen[32];
    static unsigned count;
    for (unsigned i = 0; i < count; i++) {
        if (fp2_equal(&seen[i].x, &q->x) && fp2_equal(&seen[i].y, &q->y)) {
            return i;
        }
    }
    if (count == sizeof seen / sizeof *seen) {
        fail("too many G2 points");
    }
    seen[count] = *q;
    printf("static const line LINES_%u[ATE_LINES] = {\n", count);
    g2 t = *q, minus = *q, psi, psi2_negated;
    fp2_neg(&minus.y, &q->y);
    for (int digit = ATE_DIGITS - 2; digit >= 0; digit--) {
        put_line(&t, NULL);
        if (ATE_NAF[digit] != 0) {
            put_line(&t, ATE_NAF[digit] > 0 ? q : &minus);
        }
    }
    g2_psi(&psi, q);
    put_line(&t, &psi);
    fp2_mul_fp(&psi2_negated.x, &q->x, &PSI2_X);
    psi2_negated.y = q->y;
    put_line(&t, &psi2_negated);
    printf("};\n\n");
    return count++;
}

static unsigned comb_of(const g1 *k) {
    static g1 seen[64];
    static unsigned count;
    for (unsigned i = 0; i < count; i++) {
        if (fp_equal(&seen[i].x, &k->x) && fp_equal(&seen[i].y, &k->y)) {
            return i;
        }
    }
    if (count == sizeof seen / sizeof *seen) {
        fail("too many K points");
    }
    seen[count] = *k;
    g1_jacobian tooth[COMB_TEETH];
    g1_from_affine(&tooth[0], k);
    for (int i = 1; i < COMB_TEETH; i++) {
        tooth[i] = tooth[i - 1];
        for (int j = 0; j < COMB_SPACING; j++) {
            g1_double(&tooth[i], &tooth[i]);
        }
    }
    printf("static const comb COMB_%u = {{\n", count);
    for (unsigned i = 1; i < 1u << COMB_TEETH; i++) {
        g1_jacobian sum;
        g1 p;
        g1_set_infinity(&sum);
        for (int j = 0; j < COMB_TEETH; j++) {
            if (i >> j & 1) {
                g1_add(&sum, &sum, &tooth[j]);
            }
        }
        if (!g1_to_affine(&p, &sum)) {
            fail("a sum of K points is infinity");
        }
        printf("    ");
        put_g1(&p);
        printf(",\n");
    }
    printf("}};\n\n");
    return count++;
}

/* ---- sections of the file ---- */

#define K_MAX 8

typedef struct {
    char kind[32], version[16], class[16];
    uint8_t selector[4];
    bool has_root;
    uint8_t root[32];
    g1 alpha, k[K_MAX], point[10];
    g2 beta, gamma, delta, srs_g2, srs_tau_g2;
    unsigned k_count, size, public_count, commitment_index, coset_shift;
    uint8_t generator[32], vk_digest[32], control_root[32], control_id[32];
} section;

static const char *const PLONK_POINTS[10] = {"s1", "s2", "s3", "ql", "qr", "qm", "qo", "qk", "qcp", "srs_g1"};

static void set(section *s, const char *word, const char *rest) {
    for (int i = 0; i < 10; i++) {
        if (strcmp(word, PLONK_POINTS[i]) == 0) {
            read_g1(&s->point[i], rest);
            return;
        }
    }
    if (strcmp(word, "vk_root") == 0) {
        s->has_root = true;
        read_hex(s->root, 32, &rest);
    } else if (strcmp(word, "alpha") == 0) {
        read_g1(&s->alpha, rest);
    } else if (strcmp(word, "beta") == 0) {
        read_g2(&s->beta, rest);
    } else if (strcmp(word, "gamma") == 0) {
        read_g2(&s->gamma, rest);
    } else if (strcmp(word, "delta") == 0) {
        read_g2(&s->delta, rest);
    } else if (strcmp(word, "k") == 0 && s->k_count < K_MAX) {
        read_g1(&s->k[s->k_count++], rest);
    } else if (strcmp(word, "size") == 0) {
        s->size = (unsigned)strtoul(rest, NULL, 10);
    } else if (strcmp(word, "public") == 0) {
        s->public_count = (unsigned)strtoul(rest, NULL, 10);
    } else if (strcmp(word, "commitment_index") == 0) {
        s->commitment_index = (unsigned)strtoul(rest, NULL, 10);
    } else if (strcmp(word, "coset_shift") == 0) {
        s->coset_shift = (unsigned)strtoul(rest, NULL, 10);
    } else if (strcmp(word, "generator") == 0) {
        read_hex(s->generator, 32, &rest);
    } else if (strcmp(word, "srs_g2") == 0) {
        read_g2(&s->srs_g2, rest);
    } else if (strcmp(word, "srs_tau_g2") == 0) {
        read_g2(&s->srs_tau_g2, rest);
    } else if (strcmp(word, "vk_digest") == 0) {
        read_hex(s->vk_digest, 32, &rest);
    } else if (strcmp(word, "control_root") == 0) {
        read_hex(s->control_root, 32, &rest);
    } else if (strcmp(word, "bn254_control_id") == 0) {
        read_hex(s->control_id, 32, &rest);
    } else {
        fail("unknown word, or too many K points");
    }
}

/* z = constant + k P */
static void fold_constant(g1 *z, const g1 *constant, const g1 *point, const uint8_t k[32]) {
    fr scalar;
    g1_jacobian sum;
    if (!fr_from_bytes(&scalar, k)) {
        fail("a constant input is not below r");
    }
    msm(&sum, point, &scalar, 1);
    g1_add_affine(&sum, &sum, constant);
    if (!g1_to_affine(z, &sum)) {
        fail("the constant point is infinity");
    }
}

static void put_groth16(const char *name, const section *s, const g1 *first, const g1 *second) {
    live_pair pair = {s->alpha, s->beta};
    g2_projective t;
    bool in_subgroup;
    fp12 f;
    miller_loop(&f, &pair, &t, &in_subgroup, 1, NULL, 0);
    final_exponentiation(&f, &f);
    unsigned gamma = lines_of(&s->gamma), delta = lines_of(&s->delta), comb1 = comb_of(first), comb2 = comb_of(second);
    printf("%s = {{&COMB_%u, &COMB_%u}, LINES_%u, LINES_%u, {", name, comb1, comb2, gamma, delta);
    put_fp6(&f.a);
    printf(", ");
    put_fp6(&f.b);
    printf("}};\n\n");
}

static void put_plonk(const char *name, const section *s) {
    unsigned log2 = 0, g2_lines = lines_of(&s->srs_g2), tau_lines = lines_of(&s->srs_tau_g2);
    while (log2 < 31 && 1u << log2 < s->size) {
        log2++;
    }
    if (1u << log2 != s->size) {
        fail("the size of the domain is no power of two");
    }
    fr size, generator, root = FR_ONE, coset, power;
    const uint64_t n[4] = {s->size, 0, 0, 0}, shift[4] = {s->coset_shift, 0, 0, 0};
    fr_from_integer(&size, n);
    fr_inverse(&size, &size);
    fr_from_integer(&coset, shift);
    if (!fr_from_bytes(&generator, s->generator)) {
        fail("the generator is not below r");
    }
    power = generator;
    for (unsigned row = s->public_count + s->commitment_index; row > 0; row >>= 1) {
        if (row & 1) {
            fr_mul(&root, &root, &power);
        }
        fr_mul(&power, &power, &power);
    }
    printf("%s = {%u, %u, ", name, log2, s->public_count);
    put_limbs(size.l);
    printf(", ");
    put_limbs(generator.l);
    printf(", ");
    put_limbs(coset.l);
    printf(", ");
    put_limbs(root.l);
    for (int i = 0; i < 10; i++) {
        printf(",\n    ");
        put_g1(&s->point[i]);
    }
    printf(",\n    LINES_%u, LINES_%u};\n\n", g2_lines, tau_lines);
}

static void check_risc0_selector(const section *s, const uint8_t vk_digest[32]) {
    static const char tag[] = "risc0.Groth16ReceiptVerifierParameters";
    uint8_t digest[32], reversed[32], three_fields[2] = {3, 0};
    vanta_sha256 sha;
    vanta_sha256_of(digest, tag, sizeof tag - 1);
    vanta_sha256_init(&sha);
    vanta_sha256_add(&sha, digest, 32);
    vanta_sha256_add(&sha, s->control_root, 32);
    for (int i = 0; i < 32; i++) {
        reversed[i] = s->control_id[31 - i];
    }
    vanta_sha256_add(&sha, reversed, 32);
    vanta_sha256_add(&sha, vk_digest, 32);
    vanta_sha256_add(&sha, three_fields, 2);
    vanta_sha256_end(&sha, digest);
    if (memcmp(digest, s->selector, 4) != 0) {
        fail("the selector is not the hash of the release's parameters");
    }
}

#define SECTIONS_MAX 64
static section sections[SECTIONS_MAX];
static unsigned section_count;

static bool is_chosen(const char *class, char **classes, int n) {
    for (int i = 0; i < n; i++) {
        if (strcmp(class, classes[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void read_sections(FILE *in, char **classes, int class_count) {
    char text[1024], word[32];
    bool open = false;
    while (fgets(text, sizeof text, in) != NULL) {
        int used = 0;
        line_number++;
        if (text[0] == '#' || sscanf(text, "%31s%n", word, &used) != 1) {
            continue;
        }
        section *s = &sections[section_count];
        if (open && strcmp(word, "end") == 0) {
            open = false;
            if (is_chosen(s->class, classes, class_count)) {
                section_count++;
            }
        } else if (open) {
            set(s, word, text + used);
        } else {
            char selector[16] = "00000000";
            if (section_count == SECTIONS_MAX) {
                fail("too many keys");
            }
            memset(s, 0, sizeof *s);
            if (sscanf(text, "%31s %15s %15s %15s", s->kind, s->version, s->class, selector) < 3) {
                fail("expected: kind version class selector");
            }
            const char *at = selector;
            read_hex(s->selector, 4, &at);
            open = true;
        }
    }
    if (open) {
        fail("the last key has no end");
    }
}

static bool is_kind(const section *s, const char *kind) { return strcmp(s->kind, kind) == 0; }

static void put_sp1(void) {
    char name[64];
    for (unsigned i = 0; i < section_count; i++) {
        section *s = &sections[i];
        snprintf(name, sizeof name, "static const %s_key KEY_%u", is_kind(s, "sp1-plonk") ? "plonk" : "groth16", i);
        if (is_kind(s, "sp1-groth16")) {
            if (s->k_count != (s->has_root ? 6u : 3u)) {
                fail("an SP1 key has 3 K points, or 6 with a vk_root");
            }
            put_groth16(name, s, &s->k[1], &s->k[2]);
            if (s->has_root) {
                fold_constant(&s->k[0], &s->k[0], &s->k[4], s->root);
            }
        } else if (is_kind(s, "sp1-plonk")) {
            put_plonk(name, s);
        }
    }
    printf("const sp1_circuit vanta_sp1_circuits[] = {\n");
    unsigned count = 0;
    for (unsigned i = 0; i < section_count; i++) {
        const section *s = &sections[i];
        bool groth16 = is_kind(s, "sp1-groth16");
        if (!groth16 && !is_kind(s, "sp1-plonk")) {
            continue;
        }
        printf("    {\"%s\", ", s->version);
        put_bytes(s->selector, 4);
        printf(", %d, ", s->has_root);
        put_bytes(s->root, 32);
        printf(groth16 ? ", &KEY_%u, NULL, " : ", NULL, &KEY_%u, ", i);
        put_g1(&s->k[0]);
        printf(", ");
        put_g1(&s->k[5]);
        printf("},\n");
        count++;
    }
    printf("};\nconst size_t vanta_sp1_circuit_count = %u;\n\n", count);
}

static void put_risc0(void) {
    const section *key = NULL;
    for (unsigned i = 0; i < section_count; i++) {
        if (is_kind(&sections[i], "risc0-groth16")) {
            key = &sections[i];
        }
    }
    if (key == NULL || key->k_count != 6) {
        fail("a risc0-groth16 key with 6 K points is wanted");
    }
    put_groth16("const groth16_key vanta_risc0_key", key, &key->k[3], &key->k[4]);
    printf("const risc0_release vanta_risc0_releases[] = {\n");
    unsigned count = 0;
    for (unsigned i = 0; i < section_count; i++) {
        const section *s = &sections[i];
        if (!is_kind(s, "risc0-release")) {
            continue;
        }
        check_risc0_selector(s, key->vk_digest);
        /* The control root, its bytes reversed, in two halves of 128 bits, the low half first. */
        uint8_t low[32] = {0}, high[32] = {0};
        for (int j = 0; j < 16; j++) {
            low[31 - j] = s->control_root[j];
            high[31 - j] = s->control_root[16 + j];
        }
        g1 constant = key->k[0];
        fold_constant(&constant, &constant, &key->k[1], low);
        fold_constant(&constant, &constant, &key->k[2], high);
        fold_constant(&constant, &constant, &key->k[5], s->control_id);
        printf("    {\"%s\", ", s->version);
        put_bytes(s->selector, 4);
        printf(", ");
        put_g1(&constant);
        printf("},\n");
        count++;
    }
    printf("};\nconst size_t vanta_risc0_release_count = %u;\n\n", count);
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: generate-keys KEYS.TXT PROGRAM_VKEY|none CLASS...\n");
        return 2;
    }
    file_name = argv[1];
    FILE *in = fopen(file_name, "r");
    if (in == NULL) {
        perror(file_name);
        return 2;
    }
    read_sections(in, argv + 3, argc - 3);
    fclose(in);
    printf("/* Written by generate-keys from %s. */\n#include \"keys.h\"\n\n", "keys.txt");
    put_sp1();
    put_risc0();
    uint8_t vkey[32] = {0};
    fr ignored;
    bool pinned = strcmp(argv[2], "none") != 0;
    if (pinned) {
        const char *at = argv[2];
        file_name = "program key";
        read_hex(vkey, 32, &at);
        if (*at != 0 || !fr_from_bytes(&ignored, vkey)) {
            fail("a program key has 64 digits and is below r");
        }
    }
    printf("const bool vanta_program_pinned = %d;\nconst uint8_t vanta_program_vkey[32] = ", pinned);
    put_bytes(vkey, 32);
    printf(";\n");
    return 0;
}
