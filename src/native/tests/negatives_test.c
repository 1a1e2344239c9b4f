/*
 * Goal: no change to a valid proof passes, except those under which Groth16 proofs stay valid.
 * Method: every class of change to every published proof, with its reason; every single bit of one Groth16 and one PLONK proof.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "engines.h"

static const vanta_engine *engines[ENGINES_MAX];
static size_t engine_count;
static unsigned failures, answers;

static void expect(void *context, const char *what, const proof_case *c, vanta_status expected) {
    (void)context;
    const vanta_sp1_item item = proof_case_item(c);
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

/* One engine: the others agree by the tests above and by fuzzing. */
static void every_bit(const proof_case *good) {
    for (size_t bit = 0; bit < good->proof_len * 8; bit++) {
        proof_case c = *good;
        c.proof[bit / 8] ^= (uint8_t)(1 << (bit % 8));
        const vanta_sp1_item item = proof_case_item(&c);
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
    memcpy(false_one.proof + good->body, good->proof + good->body + 192, 64);
    memcpy(false_one.proof + good->body + 192, good->proof + good->body, 64);
    static const size_t places[] = {0, 1, 31, 32, 39};
    for (size_t p = 0; p < sizeof places / sizeof *places; p++) {
        for (size_t i = 0; i < COUNT; i++) {
            const proof_case *c = i == places[p] ? &false_one : good;
            items[i] = proof_case_item(c);
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
        proof_case_of(&c, &v);
        changes_of(&c, expect, NULL);
        if (c.groth16 && !flipped_groth16) {
            flipped_groth16 = true;
            every_bit(&c);
            batches_with_one_false_proof(&c);
        } else if (!c.groth16 && !flipped_plonk) {
            flipped_plonk = true;
            every_bit(&c);
        }
    }
    refuses_missing_arguments();
    free(text);
    printf("%u answers, %u wrong\n", answers, failures);
    return failures == 0 && answers > 9000 ? EXIT_SUCCESS : EXIT_FAILURE;
}
