/*
 * Times the checks on one core, best of many short runs, beside this library's own Fp multiplication.
 * usage: verifier_bench DIRECTORY (tests/vectors)
 */
#include "stopwatch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../src/sp1/sp1.h"
#include "../tests/vectors.h"
#include "multiplication.h"

/* Nanoseconds of one multiplication in a dependent chain. */
static double multiplication(int (*multiply)(unsigned)) {
    double best = 1e9;
    for (int run = 0; run < 400; run++) {
        double start = now();
        if (multiply(1000) != 0) {
            return 0;
        }
        double each = (now() - start) * 1e6 / 1000;
        best = each < best ? each : best;
    }
    return best;
}

static double check(const vanta_engine *engine, const vanta_sp1_item *item) {
    double best = 1e9;
    for (int run = 0; run < 300; run++) {
        double start = now();
        if (vanta_sp1_verify_on(engine, item) != VANTA_OK) {
            printf("a published proof is refused\n");
            exit(1);
        }
        double each = now() - start;
        best = each < best ? each : best;
    }
    return best;
}

static const size_t BATCHES[] = {8, 16, 64};
#define BATCHES_COUNT (sizeof BATCHES / sizeof *BATCHES)

/* Milliseconds of each of n copies checked together. */
static double batch(const vanta_engine *engine, const vanta_sp1_item *item, size_t n, vanta_status expected) {
    static vanta_sp1_item items[64];
    static vanta_status statuses[64];
    double best = 1e9;
    for (size_t i = 0; i < n; i++) {
        items[i] = *item;
    }
    for (int run = 0; run < (expected == VANTA_OK ? 100 : 40); run++) {
        double start = now();
        if (vanta_sp1_verify_batch_on(engine, statuses, items, n) != expected) {
            printf("a batch has the wrong answer\n");
            exit(1);
        }
        double each = (now() - start) / (double)n;
        best = each < best ? each : best;
    }
    return best;
}

typedef struct {
    const vanta_engine *engine;
    /* Of the engine's own multiplication; 0 if its single check is another engine's. */
    double multiplication;
} subject;

/* Every engine this processor can run. */
static size_t subjects(subject all[3]) {
    size_t n = 0;
    all[n].engine = &vanta_engine_portable;
    all[n++].multiplication = multiplication(multiply_portable);
    printf("Fp multiplication, dependent chain: portable %.1f ns", all[0].multiplication);
#if defined(__x86_64__)
    if (vanta_engine_best() != &vanta_engine_portable) {
        all[n].engine = &vanta_engine_mulx;
        all[n++].multiplication = multiplication(multiply_mulx);
        printf(", mulx %.1f ns", all[1].multiplication);
    }
    if (vanta_engine_best() == &vanta_engine_ifma) {
        all[n].engine = &vanta_engine_ifma;
        all[n++].multiplication = 0;
    }
#endif
    printf("\n");
    return n;
}

static void report(const subject *s, const vector_case *c, const vanta_sp1_item *item) {
    bool groth16 = strcmp(vectors_text(c, "kind"), "groth16") == 0;
    if (s->multiplication == 0 && !groth16) {
        return;
    }
    printf("%-9s %-8s %-12s", s->engine->name, vectors_text(c, "kind"), vectors_text(c, "sp1_circuit"));
    if (s->multiplication > 0) {
        double ms = check(s->engine, item);
        printf(" %9.3f %9.0f", ms, ms * 1e6 / s->multiplication);
    } else {
        printf(" %9s %9s", "as mulx", "");
    }
    for (size_t i = 0; groth16 && i < BATCHES_COUNT; i++) {
        printf(" %10.4f", batch(s->engine, item, BATCHES[i], VANTA_OK));
    }
    if (groth16) {
        /* The worst a batch can be: no proof holds, and only the last equation tells. */
        uint8_t other_values[1] = {0};
        vanta_sp1_item false_item = *item;
        false_item.public_values = other_values;
        false_item.public_values_len = sizeof other_values;
        printf(" %12.4f", batch(s->engine, &false_item, 16, VANTA_PAIRING_MISMATCH));
    }
    printf("\n");
}

int main(int argc, char **argv) {
    char *text = argc == 2 ? vectors_load(argv[1], "sp1/accept.json") : NULL, *at = text;
    if (text == NULL) {
        printf("usage: verifier_bench DIRECTORY, where DIRECTORY/sp1/accept.json holds proofs\n");
        return 2;
    }
    subject all[3];
    size_t count = subjects(all);
    printf("%-9s %-8s %-12s %9s %9s", "engine", "system", "circuit", "ms", "own muls");
    for (size_t i = 0; i < BATCHES_COUNT; i++) {
        printf("   of %2zu: ms", BATCHES[i]);
    }
    printf(" 16 false: ms\n");
    vector_case c;
    while (vectors_next(&at, &c)) {
        size_t len;
        vanta_sp1_item item;
        item.program_vkey = vectors_bytes(&c, "program_vkey", &len);
        item.public_values = vectors_bytes(&c, "public_values", &item.public_values_len);
        item.proof = vectors_bytes(&c, "proof", &item.proof_len);
        for (size_t i = 0; i < count; i++) {
            report(&all[i], &c, &item);
        }
        free((void *)(uintptr_t)item.program_vkey);
        free((void *)(uintptr_t)item.public_values);
        free((void *)(uintptr_t)item.proof);
    }
    free(text);
    return 0;
}
