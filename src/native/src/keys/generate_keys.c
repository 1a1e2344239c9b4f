/*
 * generate-keys KEYS.TXT PROGRAM_VKEY|none CLASS...: writes the C tables of the keys of the named classes to standard output.
 * Runs at build time. Checks what it reads (numbers, curves, subgroup, selectors of RISC Zero) and computes what the
 * library then finds ready: lines of constant G2 points, combs of K points, e(alpha, beta), folded constants.
 */
#include <stdio.h>
#include <string.h>

#include "../bn254/msm.h"
#include "../bn254/pairing.h"
#include "../sha256.h"
#include "key_file.h"
#include "tables.h"

static section sections[SECTIONS_MAX];
static unsigned section_count;

/* z = constant + k P */
static void fold_constant(g1 *z, const g1 *constant, const g1 *point, const uint8_t k[32]) {
    fr scalar;
    g1_jacobian sum;
    if (!fr_from_bytes(&scalar, k)) {
        key_file_fail("a constant input is not below r");
    }
    msm(&sum, point, &scalar, 1);
    g1_add_affine(&sum, &sum, constant);
    if (!g1_to_affine(z, &sum)) {
        key_file_fail("the constant point is infinity");
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
        key_file_fail("the size of the domain is no power of two");
    }
    fr size, generator, root = FR_ONE, coset, power;
    const uint64_t n[4] = {s->size, 0, 0, 0}, shift[4] = {s->coset_shift, 0, 0, 0};
    fr_from_integer(&size, n);
    fr_inverse(&size, &size);
    fr_from_integer(&coset, shift);
    if (!fr_from_bytes(&generator, s->generator)) {
        key_file_fail("the generator is not below r");
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
        key_file_fail("the selector is not the hash of the release's parameters");
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
                key_file_fail("an SP1 key has 3 K points, or 6 with a vk_root");
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
        key_file_fail("a risc0-groth16 key with 6 K points is wanted");
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
    section_count = key_file_read(sections, argv[1], argv + 3, argc - 3);
    printf("/* Written by generate-keys from %s. */\n#include \"keys.h\"\n\n", "keys.txt");
    put_sp1();
    put_risc0();
    uint8_t vkey[32] = {0};
    bool pinned = strcmp(argv[2], "none") != 0;
    if (pinned) {
        key_file_program(vkey, argv[2]);
    }
    printf("const bool vanta_program_pinned = %d;\nconst uint8_t vanta_program_vkey[32] = ", pinned);
    put_bytes(vkey, 32);
    printf(";\n");
    return 0;
}
