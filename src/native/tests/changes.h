/* Proofs and what can be done to them: each class of change, with the answer it must get. */
#ifndef VANTA_TESTS_CHANGES_H
#define VANTA_TESTS_CHANGES_H

#include "../src/sp1/sp1.h"
#include "vectors.h"

#define CHANGED_MAX 1024

typedef struct {
    uint8_t vkey[32], values[CHANGED_MAX], proof[CHANGED_MAX];
    size_t values_len, proof_len;
    /* Where the points begin. */
    size_t body;
    bool groth16;
    const char *name;
} proof_case;

/* The case a vector describes; its name lives in the vector. Ends the program if the vector does not fit. */
void proof_case_of(proof_case *c, const vector_case *v);

/* The case as the library takes it; the bytes stay in c. */
vanta_sp1_item proof_case_item(const proof_case *c);

typedef void change_seen(void *context, const char *what, const proof_case *c, vanta_status expected);

/* Shows the proof unchanged, then every change to it. */
void changes_of(const proof_case *good, change_seen *seen, void *context);

#endif
