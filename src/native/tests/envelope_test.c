/*
 * The contract: envelopes around real proofs of the tests' own key. Goal: every rule of vanta_verifier.h is broken once
 * and answered with its reason, a zeroed journal and false.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "journals.h"

static unsigned failures;

static void expect(const char *what, int ok) {
    if (!ok) {
        failures++;
        printf("FAILED %s\n", what);
    }
}

static int is_zero(const VantaJournal *j) {
    static const VantaJournal zero;
    return memcmp(j, &zero, sizeof zero) == 0;
}

static void refused(const char *what, vanta_status reason, const uint8_t *envelope, size_t len) {
    VantaJournal journal;
    memset(&journal, 0xa5, sizeof journal);
    vanta_status status = vanta_envelope_verify(&journal, envelope, len);
    if (status != reason) {
        printf("%s: %s, expected: %s\n", what, vanta_status_text(status), vanta_status_text(reason));
    }
    expect(what, status == reason && is_zero(&journal));
    memset(&journal, 0xa5, sizeof journal);
    expect(what, !vanta_verify_and_decode(envelope, len, &journal) && is_zero(&journal));
}

static void refuses_image(const char *what, vanta_status reason, size_t offset, uint8_t value) {
    uint8_t image[VANTA_JOURNAL_BYTES], envelope[ENVELOPE_BYTES];
    make_journal(image);
    image[offset] = value;
    wrap(envelope, image);
    refused(what, reason, envelope, sizeof envelope);
}

static void accepts_and_decodes(void) {
    uint8_t image[VANTA_JOURNAL_BYTES], envelope[ENVELOPE_BYTES];
    VantaJournal j;
    make_journal(image);
    wrap(envelope, image);
    expect("accepts", vanta_verify_and_decode(envelope, sizeof envelope, &j));
    expect("decodes byte for byte", memcmp(&j, image, sizeof image) == 0);
    expect("decodes counts", j.input_commitment_count == 2 && j.nullifier_count == 2 && j.commitment_count == 1);
    expect("decodes the balance", j.value_balance == -7);
    trapdoor_prove(envelope + 9 + VANTA_JOURNAL_BYTES, trapdoor_program, image, VANTA_JOURNAL_BYTES, 2);
    expect("accepts another proof of the same", vanta_verify_and_decode(envelope, sizeof envelope, &j));
}

static void refuses_broken_envelopes(void) {
    uint8_t image[VANTA_JOURNAL_BYTES], good[ENVELOPE_BYTES], bad[ENVELOPE_BYTES + 1];
    make_journal(image);
    wrap(good, image);
    VantaJournal journal;
    refused("NULL", VANTA_NULL_ARGUMENT, NULL, 0);
    refused("NULL with a length", VANTA_NULL_ARGUMENT, NULL, 500);
    expect("refuses a NULL journal", !vanta_verify_and_decode(good, sizeof good, NULL));
    for (size_t len = 0; len < sizeof good; len++) {
        expect("refuses every truncation", !vanta_verify_and_decode(good, len, &journal) && is_zero(&journal));
    }
    memset(bad, 0, sizeof bad);
    memcpy(bad, good, sizeof good);
    refused("a trailing byte", VANTA_BAD_LENGTH, bad, sizeof bad);
    put_u32(bad + 5, TRAPDOOR_PROOF_BYTES + 1);
    refused("a trailing byte counted in", VANTA_BAD_LENGTH, bad, sizeof bad);
    const struct {
        const char *what;
        vanta_status reason;
        size_t offset;
        uint8_t value;
    } changes[] = {{"system 0", VANTA_UNKNOWN_SYSTEM, 0, 0}, {"system ZkVM", VANTA_UNKNOWN_SYSTEM, 0, 3},
        {"system RISC Zero", VANTA_UNKNOWN_SYSTEM, 0, 4}, {"system 255", VANTA_UNKNOWN_SYSTEM, 0, 255},
        {"the wrong system", VANTA_SYSTEM_MISMATCH, 0, 2}, {"length of values", VANTA_BAD_LENGTH, 1, 0xb9},
        {"length of values, high byte", VANTA_BAD_LENGTH, 4, 1}, {"length of proof", VANTA_BAD_LENGTH, 5, 5},
        {"length of proof, high byte", VANTA_BAD_LENGTH, 8, 1}, {"selector", VANTA_UNKNOWN_SELECTOR, 449, 0},
        {"changed root", VANTA_PAIRING_MISMATCH, 9, 0x10}, {"changed balance", VANTA_PAIRING_MISMATCH, 9 + 432, 0},
        {"x of A", VANTA_NOT_CANONICAL, 453, 0xff}};
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        memcpy(bad, good, sizeof good);
        bad[changes[i].offset] = changes[i].value;
        refused(changes[i].what, changes[i].reason, bad, sizeof good);
    }
    uint8_t other[32] = {[31] = 1};
    memcpy(bad, good, sizeof good);
    trapdoor_prove(bad + 9 + VANTA_JOURNAL_BYTES, other, image, VANTA_JOURNAL_BYTES, 1);
    refused("a proof of another program", VANTA_PAIRING_MISMATCH, bad, sizeof good);
}

static void refuses_broken_journals(void) {
    refuses_image("five inputs", VANTA_JOURNAL_COUNT, 32, 5);
    refuses_image("many inputs", VANTA_JOURNAL_COUNT, 35, 1);
    refuses_image("five nullifiers", VANTA_JOURNAL_COUNT, 164, 5);
    refuses_image("five commitments", VANTA_JOURNAL_COUNT, 296, 5);
    refuses_image("a byte in an unused input", VANTA_JOURNAL_SLOT, 36 + 64, 1);
    refuses_image("a byte at the end of the inputs", VANTA_JOURNAL_SLOT, 163, 1);
    refuses_image("a byte in an unused nullifier", VANTA_JOURNAL_SLOT, 295, 1);
    refuses_image("a byte in an unused commitment", VANTA_JOURNAL_SLOT, 300 + 32, 1);
    refuses_image("a used slot that is counted out", VANTA_JOURNAL_SLOT, 296, 0);
    for (size_t i = 428; i < 432; i++) {
        refuses_image("padding", VANTA_JOURNAL_PADDING, i, 1);
    }
}

static void describes_itself(void) {
    VantaAbi abi;
    expect("gives its version", vanta_verifier_abi(&abi) == VANTA_ABI_VERSION && vanta_verifier_abi(NULL) == VANTA_ABI_VERSION);
    expect("says what it accepts", abi.systems == 6 && abi.program_pinned && memcmp(abi.program_vkey, trapdoor_program, 32) == 0);
    expect("names its selectors", abi.selector_count > 9 && abi.selectors[0][0] == 0x83);
    for (int i = 0; i <= VANTA_STATUS_COUNT; i++) {
        const char *text = vanta_status_text((vanta_status)i);
        expect("words each reason", text != NULL && (strcmp(text, "unknown status") == 0) == (i == VANTA_STATUS_COUNT));
    }
}

int main(void) {
    accepts_and_decodes();
    refuses_broken_envelopes();
    refuses_broken_journals();
    describes_itself();
    printf("%u failures\n", failures);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
