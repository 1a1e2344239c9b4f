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

static double batch(const vanta_engine *engine, const vanta_sp1_item *item, size_t n) {
    static vanta_sp1_item items[64];
    static vanta_status statuses[64];
    double best = 1e9;
    for (size_t i = 0; i < n; i++) {
        items[i] = *item;
    }
    for (int run = 0; run < 100; run++) {
        double start = now();
        if (vanta_sp1_verify_batch_on(engine, statuses, items, n) != VANTA_OK) {
            printf("a batch of published proofs is refused\n");
            exit(1);
        }
        double each = (now() - start) / (double)n;
        best = each < best ? each : best;
    }
    return best;
}

int main(int argc, char **argv) {
    const vanta_engine *engines[] = {&vanta_engine_portable, vanta_engine_best()};
    char *text = argc == 2 ? vectors_load(argv[1], "sp1/accept.json") : NULL, *at = text;
    if (text == NULL) {
        printf("usage: verifier_bench DIRECTORY, where DIRECTORY/sp1/accept.json holds proofs\n");
        return 2;
    }
    double mul[2] = {multiplication(multiply_portable), 0};
    printf("Fp multiplication, dependent chain: portable %.1f ns", mul[0]);
#if defined(__x86_64__)
    mul[1] = engines[0] == engines[1] ? 0 : multiplication(multiply_mulx);
    printf(", mulx %.1f ns", mul[1]);
#endif
    printf("\n");
    printf("%-9s %-8s %-12s %9s %9s %12s %12s\n", "engine", "system", "circuit", "ms", "own muls", "batch 16 ms", "batch 64 ms");
    vector_case c;
    while (vectors_next(&at, &c)) {
        size_t len;
        vanta_sp1_item item;
        item.program_vkey = vectors_bytes(&c, "program_vkey", &len);
        item.public_values = vectors_bytes(&c, "public_values", &item.public_values_len);
        item.proof = vectors_bytes(&c, "proof", &item.proof_len);
        for (int i = 0; i < (engines[0] == engines[1] ? 1 : 2); i++) {
            double ms = check(engines[i], &item);
            printf("%-9s %-8s %-12s %9.3f %9.0f", engines[i]->name, vectors_text(&c, "kind"), vectors_text(&c, "sp1_circuit"),
                ms, ms * 1e6 / mul[i]);
            if (strcmp(vectors_text(&c, "kind"), "groth16") == 0) {
                printf(" %12.3f %12.3f", batch(engines[i], &item, 16), batch(engines[i], &item, 64));
            }
            printf("\n");
        }
        free((void *)(uintptr_t)item.program_vkey);
        free((void *)(uintptr_t)item.public_values);
        free((void *)(uintptr_t)item.proof);
    }
    free(text);
    return 0;
}
