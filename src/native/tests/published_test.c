/*
 * Published proofs: every engine gives each its expected answer, alone and in a batch.
 * usage: published_test DIRECTORY|outside [all-keys]: the directory has sp1/{accept,malleated-accept,negatives}.json and
 * risc0/receipts.json, or some of them; "outside" is the folder vectors/ in the one that VANTA_SHARED names. Without "all-keys" the early and development keys are not in the build, and their
 * proofs must be refused for their selector.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../src/risc0/risc0.h"
#include "../src/sp1/sp1.h"
#include "engines.h"
#include "vectors.h"

#define BATCH 512

static bool all_keys;
static unsigned failures, checked;

static void expect(const char *engine, const char *name, bool accept, vanta_status status) {
    checked++;
    if ((status == VANTA_OK) != accept) {
        failures++;
        printf("FAILED %s on %s: %s\n", name, engine, vanta_status_text(status));
    }
}

/* The class of the refusal that the words of a negative vector call for. */
static vanta_status reason(const char *why) {
    static const struct {
        const char *words;
        vanta_status status;
    } reasons[] = {{"point off curve", VANTA_NOT_ON_CURVE}, {"(infinity)", VANTA_AT_INFINITY},
        {"byte appended to public", VANTA_PAIRING_MISMATCH}, {"byte appended", VANTA_BAD_LENGTH},
        {"byte removed", VANTA_BAD_LENGTH}, {"outside the order-r", VANTA_NOT_IN_SUBGROUP},
        {"selector byte", VANTA_UNKNOWN_SELECTOR}, {"same residue", VANTA_INPUT_OUT_OF_RANGE},
        {"p added to", VANTA_NOT_CANONICAL}, {"r added to a claimed", VANTA_NOT_CANONICAL}, {"exit code 1", VANTA_EXIT_CODE},
        {"vk root changed", VANTA_VK_ROOT}, {"imaginary exchanged", VANTA_NOT_ON_CURVE}};
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        if (strstr(why, reasons[i].words) != NULL) {
            return reasons[i].status;
        }
    }
    return VANTA_PAIRING_MISMATCH;
}

static bool is_release(const char *circuit) {
    return all_keys
           || (strncmp(circuit, "v1.", 3) != 0 && strncmp(circuit, "v2.", 3) != 0 && strstr(circuit, "beta") == NULL
               && strstr(circuit, "rc4") == NULL);
}

static void check_sp1(const vanta_engine *engine, const char *directory, const char *file) {
    char *text = vectors_load(directory, file), *at = text;
    if (text == NULL) {
        return;
    }
    static vanta_sp1_item items[BATCH];
    static vanta_status alone[BATCH], together[BATCH];
    static uint8_t *owned[3 * BATCH];
    size_t n = 0;
    vector_case c;
    while (vectors_next(&at, &c) && n < BATCH) {
        size_t vkey_len;
        uint8_t *vkey = vectors_bytes(&c, "program_vkey", &vkey_len);
        uint8_t *values = vectors_bytes(&c, "public_values", &items[n].public_values_len);
        uint8_t *proof = vectors_bytes(&c, "proof", &items[n].proof_len);
        owned[3 * n] = vkey;
        owned[3 * n + 1] = values;
        owned[3 * n + 2] = proof;
        items[n].program_vkey = vkey;
        items[n].public_values = values;
        items[n].proof = proof;
        alone[n] = vanta_sp1_verify_on(engine, &items[n]);
        bool released = is_release(vectors_text(&c, "sp1_circuit"));
        bool accept = strcmp(vectors_text(&c, "expect"), "accept") == 0;
        expect(engine->name, vectors_text(&c, "name"), accept && released, alone[n]);
        if (!accept && released && alone[n] != reason(vectors_text(&c, "why"))) {
            failures++;
            printf("FAILED %s on %s: refused as \"%s\", expected \"%s\"\n", vectors_text(&c, "name"), engine->name,
                vanta_status_text(alone[n]), vanta_status_text(reason(vectors_text(&c, "why"))));
        }
        n++;
    }
    (void)vanta_sp1_verify_batch_on(engine, together, items, n);
    for (size_t i = 0; i < n; i++) {
        expect("a batch", file, alone[i] == VANTA_OK, together[i]);
        if (alone[i] != together[i]) {
            failures++;
            printf("FAILED %s: item %zu is refused differently in a batch\n", file, i);
        }
        free(owned[3 * i]);
        free(owned[3 * i + 1]);
        free(owned[3 * i + 2]);
    }
    free(text);
}

static void check_risc0(const vanta_engine *engine, const char *directory) {
    char *text = vectors_load(directory, "risc0/receipts.json"), *at = text;
    vector_case c;
    while (text != NULL && vectors_next(&at, &c)) {
        size_t id_len, journal_len, seal_len;
        uint8_t *id = vectors_bytes(&c, "image_id", &id_len), *journal = vectors_bytes(&c, "journal", &journal_len),
                *seal = vectors_bytes(&c, "seal", &seal_len);
        vanta_status status = vanta_risc0_verify_on(engine, id, journal, journal_len, seal, seal_len);
        if (all_keys || status != VANTA_UNKNOWN_SELECTOR) {
            expect(engine->name, vectors_text(&c, "name"), true, status);
            journal[0] ^= 1;
            expect(engine->name, vectors_text(&c, "name"), false,
                vanta_risc0_verify_on(engine, id, journal, journal_len, seal, seal_len));
        }
        free(id);
        free(journal);
        free(seal);
    }
    free(text);
}

int main(int argc, char **argv) {
    const vanta_engine *engines[ENGINES_MAX];
    size_t engine_count = engines_here(engines);
    if (argc < 2) {
        return 2;
    }
    char directory[4096];
    const char *shared = getenv("VANTA_SHARED");
    bool outside = strcmp(argv[1], "outside") == 0;
    snprintf(directory, sizeof directory, "%s%s", outside ? (shared != NULL ? shared : "") : argv[1],
        outside ? "/vectors" : "");
    all_keys = argc > 2 && strcmp(argv[2], "all-keys") == 0;
    for (size_t i = 0; i < engine_count; i++) {
        unsigned before = checked;
        check_sp1(engines[i], directory, "sp1/accept.json");
        check_sp1(engines[i], directory, "sp1/malleated-accept.json");
        check_sp1(engines[i], directory, "sp1/negatives.json");
        check_risc0(engines[i], directory);
        printf("%s: %u answers\n", engines[i]->name, checked - before);
    }
    if (checked == 0) {
        printf("SKIPPED: outside vectors absent (set VANTA_SHARED to the folder that holds vectors/)\n");
        return 77;
    }
    printf("%u answers, %u wrong\n", checked, failures);
    return failures == 0 ? 0 : 1;
}
