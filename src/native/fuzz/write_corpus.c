/*
 * Writes the seed corpus: write-corpus VECTORS OUT makes OUT/{envelope,journal,sp1,risc0}/... from published proofs and the
 * tests' key.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "../tests/journals.h"
#include "../tests/vectors.h"

static void save(const char *out, const char *target, const char *name, const uint8_t *bytes, size_t len) {
    char path[4096];
    mkdir(out, 0777);
    snprintf(path, sizeof path, "%s/%s", out, target);
    mkdir(path, 0777);
    snprintf(path, sizeof path, "%s/%s/%s", out, target, name);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes, 1, len, file) != len || fclose(file) != 0) {
        perror(path);
        exit(1);
    }
}

/* fixed part || length || variable part || rest, as the targets read it; longer variable parts do not fit and are left out */
static void save_parts(const char *out, const char *target, const vector_case *c, const char *const fields[3]) {
    uint8_t joined[4096], *part[3];
    size_t len[3], at = 0;
    for (int i = 0; i < 3; i++) {
        part[i] = vectors_bytes(c, fields[i], &len[i]);
    }
    if (len[1] < 256 && len[0] == 32 && len[2] < 2048) {
        memcpy(joined, part[0], 32);
        joined[32] = (uint8_t)len[1];
        memcpy(joined + 33, part[1], len[1]);
        at = 33 + len[1];
        memcpy(joined + at, part[2], len[2]);
        save(out, target, vectors_text(c, "name"), joined, at + len[2]);
    }
    for (int i = 0; i < 3; i++) {
        free(part[i]);
    }
}

/* An envelope around a published proof: true of another program, so it is refused, but only by the last equation. */
static void save_envelope(const char *out, const vector_case *c, const uint8_t image[VANTA_JOURNAL_BYTES]) {
    uint8_t envelope[9 + VANTA_JOURNAL_BYTES + 1024];
    size_t len;
    uint8_t *proof = vectors_bytes(c, "proof", &len);
    if (len <= 1024) {
        envelope[0] = strcmp(vectors_text(c, "kind"), "plonk") == 0 ? 2 : 1;
        put_u32(envelope + 1, VANTA_JOURNAL_BYTES);
        put_u32(envelope + 5, (uint32_t)len);
        memcpy(envelope + 9, image, VANTA_JOURNAL_BYTES);
        memcpy(envelope + 9 + VANTA_JOURNAL_BYTES, proof, len);
        save(out, "envelope", vectors_text(c, "name"), envelope, 9 + VANTA_JOURNAL_BYTES + len);
    }
    free(proof);
}

int main(int argc, char **argv) {
    if (argc != 3) {
        return 2;
    }
    uint8_t image[VANTA_JOURNAL_BYTES], envelope[ENVELOPE_BYTES];
    make_journal(image);
    wrap(envelope, image);
    save(argv[2], "journal", "two-inputs", image, sizeof image);
    save(argv[2], "envelope", "two-inputs", envelope, sizeof envelope);
    memset(image, 0, sizeof image);
    wrap(envelope, image);
    save(argv[2], "journal", "nothing", image, sizeof image);
    save(argv[2], "envelope", "nothing", envelope, sizeof envelope);
    static const char *const sp1[3] = {"program_vkey", "public_values", "proof"};
    static const char *const risc0[3] = {"image_id", "journal", "seal"};
    vector_case c;
    char *text = vectors_load(argv[1], "sp1/accept.json"), *at = text;
    while (at != NULL && vectors_next(&at, &c)) {
        save_parts(argv[2], "sp1", &c, sp1);
        save_envelope(argv[2], &c, image);
    }
    free(text);
    text = vectors_load(argv[1], "risc0/receipts.json");
    at = text;
    while (at != NULL && vectors_next(&at, &c)) {
        save_parts(argv[2], "risc0", &c, risc0);
    }
    free(text);
    return 0;
}
