/* Writes envelopes as JSON: name, envelope, the status each must get as a number. */
#include <stdio.h>

#include "journals.h"

static const char *separator = "[\n ";

static void write_case(const char *name, const uint8_t *envelope, size_t len) {
    VantaJournal journal;
    printf("%s{\"name\": \"%s\", \"status\": \"%d\", \"envelope\": \"", separator, name,
        (int)vanta_envelope_verify(&journal, envelope, len));
    for (size_t i = 0; i < len; i++) {
        printf("%02x", envelope[i]);
    }
    printf("\"}");
    separator = ",\n ";
}

int main(void) {
    uint8_t image[VANTA_JOURNAL_BYTES], envelope[ENVELOPE_BYTES];
    make_journal(image);
    wrap(envelope, image);
    write_case("two inputs, one commitment", envelope, sizeof envelope);
    write_case("truncated", envelope, sizeof envelope - 1);
    write_case("empty", envelope, 0);
    envelope[9] ^= 1;
    write_case("changed root", envelope, sizeof envelope);
    envelope[9] ^= 1;
    envelope[0] = 3;
    write_case("unknown system", envelope, sizeof envelope);
    image[428] = 1;
    wrap(envelope, image);
    write_case("padding", envelope, sizeof envelope);
    make_journal(image);
    image[32] = 5;
    wrap(envelope, image);
    write_case("five inputs", envelope, sizeof envelope);
    memset(image, 0, sizeof image);
    wrap(envelope, image);
    write_case("nothing at all", envelope, sizeof envelope);
    /* Spends of their own, for histories: each reveals two nullifiers. */
    for (uint8_t i = 1; i <= 3; i++) {
        char name[16];
        make_journal(image);
        memset(image + 168, 0x50 + 2 * i, 32);
        memset(image + 200, 0x51 + 2 * i, 32);
        wrap(envelope, image);
        snprintf(name, sizeof name, "spend %d", i);
        write_case(name, envelope, sizeof envelope);
    }
    printf("\n]\n");
    return 0;
}
