/*
 * What can an input cost its reader? Takes the processor time of every change of tests/changes.h to every proof beside that of
 * the unchanged proof, and gives the dearest of each circuit; then a batch with one false proof beside a true one.
 * usage: refusal_bench DIRECTORY (tests/vectors)
 */
#include "stopwatch.h"

#include <stdio.h>
#include <stdlib.h>

#include "../tests/changes.h"

#define RUNS 48
#define BATCH_RUNS 16
#define BATCH GROTH16_BATCH_MAX

typedef struct {
    const vanta_engine *engine;
    const proof_case *good;
    double valid, dearest;
    char name[64];
} prices;

static double once(const vanta_engine *engine, const proof_case *c, vanta_status expected) {
    const vanta_sp1_item item = proof_case_item(c);
    double start = cpu_now();
    vanta_status status = vanta_sp1_verify_on(engine, &item);
    double ms = cpu_now() - start;
    if (status != expected) {
        printf("%s: %s\n", c->name, vanta_status_text(status));
        exit(1);
    }
    return ms;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The lower quartile: neither the busy spells nor the clock's slips. */
static double settled(double *ms, size_t n) {
    qsort(ms, n, sizeof *ms, by_size);
    return ms[n / 4];
}

/* The two in turn, so that a busy spell falls on both. */
static void compare(void *context, const char *what, const proof_case *c, vanta_status expected) {
    prices *p = context;
    double valids[RUNS], changes[RUNS];
    for (int run = 0; run < RUNS; run++) {
        valids[run] = once(p->engine, p->good, VANTA_OK);
        changes[run] = once(p->engine, c, expected);
    }
    double valid = settled(valids, RUNS), changed = settled(changes, RUNS);
    if (p->valid == 0) {
        p->valid = valid;
    }
    if (changed / valid > p->dearest) {
        p->dearest = changed / valid;
        snprintf(p->name, sizeof p->name, "%s", what);
    }
}

static double batch_price(const vanta_engine *engine, const vanta_sp1_item *items, vanta_status expected) {
    static vanta_status statuses[BATCH];
    double each[BATCH_RUNS];
    for (int run = 0; run < BATCH_RUNS; run++) {
        double start = cpu_now();
        vanta_status status = vanta_sp1_verify_batch_on(engine, statuses, items, BATCH);
        each[run] = (cpu_now() - start) / BATCH;
        if (status != expected) {
            printf("a batch: %s\n", vanta_status_text(status));
            exit(1);
        }
    }
    return settled(each, BATCH_RUNS);
}

static void batches(const vanta_engine *engine, const proof_case *good, double alone) {
    static vanta_sp1_item items[BATCH];
    proof_case false_one = *good;
    false_one.vkey[31] ^= 1;
    for (size_t i = 0; i < BATCH; i++) {
        items[i] = proof_case_item(good);
    }
    double all_true = batch_price(engine, items, VANTA_OK);
    items[BATCH - 1] = proof_case_item(&false_one);
    double one_false = batch_price(engine, items, VANTA_PAIRING_MISMATCH);
    printf("%-9s batch of %d, each: true %.3f ms; one false %.3f ms, %.2f true ones, %.2f single checks\n", engine->name, BATCH,
        all_true, one_false, one_false / all_true, one_false / alone);
}

int main(int argc, char **argv) {
    const vanta_engine *engines[] = {&vanta_engine_portable, vanta_engine_best()};
    char *text = argc == 2 ? vectors_load(argv[1], "sp1/accept.json") : NULL, *at = text;
    if (text == NULL) {
        printf("usage: refusal_bench DIRECTORY, where DIRECTORY/sp1/accept.json holds proofs\n");
        return 2;
    }
    double worst = 0;
    bool batched = false;
    vector_case v;
    while (vectors_next(&at, &v)) {
        proof_case c;
        proof_case_of(&c, &v);
        for (int i = 0; i < (engines[0] == engines[1] ? 1 : 2); i++) {
            prices p = {.engine = engines[i], .good = &c};
            changes_of(&c, compare, &p);
            worst = p.dearest > worst ? p.dearest : worst;
            printf("%-9s %-8s %-12s valid %.3f ms; dearest change %.2f of it: %s\n", engines[i]->name,
                vectors_text(&v, "kind"), vectors_text(&v, "sp1_circuit"), p.valid, p.dearest, p.name);
            if (c.groth16 && !batched) {
                batches(engines[i], &c, p.valid);
            }
        }
        batched = batched || c.groth16;
    }
    free(text);
    printf("dearest change of all: %.2f of the valid proof it was made from\n", worst);
    return 0;
}
