/*
 * Goal: a batch answers as its proofs do alone, on every engine, whichever of them is false and wherever it stands.
 * Method: proofs of different statements by the trapdoor, changed one at a time in every place. The engines' own batches are
 * asked too: there a fall back to single checks cannot hide a wrong answer.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../src/bn254/msm.h"
#include "../src/sha256.h"
#include "../src/sp1/sp1.h"
#include "engines.h"
#include "outsider.h"
#include "trapdoor.h"

static const vanta_engine *engines[ENGINES_MAX];
static size_t engine_count;
static unsigned failures, answers;

typedef struct {
    uint8_t values[8];
    uint8_t proof[TRAPDOOR_PROOF_BYTES];
} claim;

#define CLAIMS GROTH16_BATCH_MAX

static claim claims[CLAIMS];

static vanta_sp1_item item_of(const claim *c) {
    return (vanta_sp1_item){trapdoor_program, c->values, sizeof c->values, c->proof, sizeof c->proof};
}

static void statement_of(groth16_statement *g, const claim *c) {
    const sp1_circuit *circuit = vanta_sp1_find(c->proof, sizeof c->proof);
    uint8_t digest[32];
    memset(g, 0, sizeof *g);
    vanta_sha256_of(digest, c->values, sizeof c->values);
    digest[0] &= 0x1f;
    g->key = circuit->groth16;
    g->constant = &circuit->constant;
    limbs_from_bytes(g->input[0], trapdoor_program);
    limbs_from_bytes(g->input[1], digest);
    g->proof = c->proof + 4;
}

static vanta_status engine_batch(const vanta_engine *engine, const claim *c, size_t n) {
    groth16_statement statement[CLAIMS];
    const groth16_statement *pointer[CLAIMS];
    for (size_t i = 0; i < n; i++) {
        statement_of(&statement[i], &c[i]);
        pointer[i] = &statement[i];
    }
    answers++;
    return engine->groth16_batch(pointer, n);
}

static void expect(const char *what, const char *engine, size_t n, vanta_status status, vanta_status expected) {
    if (status != expected) {
        failures++;
        printf("FAILED %s among %zu on %s: \"%s\", expected \"%s\"\n", what, n, engine, vanta_status_text(status),
            vanta_status_text(expected));
    }
}

/* C moves by n times the generator. */
static void move_c(claim *c, bool back) {
    g1 point, generator;
    g1_jacobian sum;
    (void)g1_from_bytes(&point, c->proof + 196);
    generator.x = FP_ONE;
    fp_double(&generator.y, &FP_ONE);
    if (back) {
        fp_neg(&generator.y, &generator.y);
    }
    g1_from_affine(&sum, &point);
    g1_add_affine(&sum, &sum, &generator);
    (void)g1_to_affine(&point, &sum);
    g1_to_bytes(c->proof + 196, &point);
}

static void negate(uint8_t b[32]) {
    fp y;
    (void)fp_from_bytes(&y, b);
    fp_neg(&y, &y);
    fp_to_bytes(b, &y);
}

typedef struct {
    const char *what;
    vanta_status status;
} change;

static const change changes[] = {{"A negated", VANTA_PAIRING_MISMATCH}, {"C moved", VANTA_PAIRING_MISMATCH},
    {"other public values", VANTA_PAIRING_MISMATCH}, {"B outside the subgroup", VANTA_NOT_IN_SUBGROUP},
    {"A off the curve", VANTA_NOT_ON_CURVE}, {"C at infinity", VANTA_AT_INFINITY},
    {"p as a coordinate", VANTA_NOT_CANONICAL}};

static void apply(claim *c, size_t index) {
    switch (index) {
    case 0:
        negate(c->proof + 36);
        break;
    case 1:
        move_c(c, false);
        break;
    case 2:
        c->values[0] ^= 1;
        break;
    case 3:
        outsider(c->proof + 68);
        break;
    case 4:
        c->proof[35] ^= 1;
        break;
    case 5:
        memset(c->proof + 196, 0, 64);
        break;
    default:
        limbs_to_bytes(c->proof + 4, FP_P.l);
    }
}

static void a_false_proof_stands_alone(size_t n, size_t place, size_t index) {
    claim c[CLAIMS];
    vanta_sp1_item items[CLAIMS];
    vanta_status statuses[CLAIMS];
    memcpy(c, claims, n * sizeof *c);
    apply(&c[place], index);
    for (size_t i = 0; i < n; i++) {
        items[i] = item_of(&c[i]);
    }
    for (size_t e = 0; e < engine_count; e++) {
        expect(changes[index].what, engines[e]->name, n, engine_batch(engines[e], c, n), changes[index].status);
    }
    /* All proofs again, one by one where the batch fails: one engine, the last being the best. */
    const vanta_engine *best = engines[engine_count - 1];
    vanta_status first = vanta_sp1_verify_batch_on(best, statuses, items, n);
    expect(changes[index].what, best->name, n, first, changes[index].status);
    for (size_t i = 0; i < n; i++) {
        answers++;
        expect(changes[index].what, best->name, n, statuses[i], i == place ? changes[index].status : VANTA_OK);
    }
}

static void expect_batch(const char *what, const claim *c, size_t n, vanta_status expected) {
    for (size_t e = 0; e < engine_count; e++) {
        expect(what, engines[e]->name, n, engine_batch(engines[e], c, n), expected);
    }
}

static void true_proofs_hold_together(void) {
    for (size_t n = 1; n <= CLAIMS; n += n < 18 ? 1 : 23) {
        expect_batch("true proofs", claims, n, VANTA_OK);
    }
    claim c[CLAIMS];
    for (size_t i = 0; i < CLAIMS; i++) {
        c[i] = claims[0];
    }
    expect_batch("one proof many times", c, CLAIMS, VANTA_OK);
    for (size_t i = 1; i < CLAIMS; i += 2) {
        negate(c[i].proof + 36);
        negate(c[i].proof + 132);
        negate(c[i].proof + 164);
    }
    expect_batch("(A, B, C) and (-A, -B, C)", c, CLAIMS, VANTA_OK);
}

/* Without weights each error would make good the other. */
static void errors_do_not_cancel(void) {
    claim c[CLAIMS];
    for (size_t other = 1; other < 16; other++) {
        memcpy(c, claims, sizeof c);
        move_c(&c[0], false);
        move_c(&c[other], true);
        expect_batch("errors that cancel", c, 16, VANTA_PAIRING_MISMATCH);
    }
    for (size_t i = 0; i < CLAIMS; i++) {
        c[i] = claims[3];
        move_c(&c[i], i % 2 == 1);
    }
    expect_batch("nothing but errors that cancel", c, CLAIMS, VANTA_PAIRING_MISMATCH);
}

int main(void) {
    engine_count = engines_here(engines);
    for (unsigned i = 0; i < CLAIMS; i++) {
        memcpy(claims[i].values, "claim", 5);
        claims[i].values[7] = (uint8_t)(i / 2);
        trapdoor_prove(claims[i].proof, trapdoor_program, claims[i].values, sizeof claims[i].values, i);
    }
    true_proofs_hold_together();
    errors_do_not_cancel();
    for (size_t index = 0; index < sizeof changes / sizeof *changes; index++) {
        for (size_t place = 0; place < 11; place++) {
            a_false_proof_stands_alone(11, place, index);
        }
        static const size_t places[] = {0, 7, 8, 40, 63};
        for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
            a_false_proof_stands_alone(CLAIMS, places[i], index);
        }
    }
    printf("%u answers on %zu engines, %u wrong\n", answers, engine_count, failures);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
