#include <string.h>

#include "keys/keys.h"
#include "sp1/sp1.h"
#include "vanta_envelope.h"

#define SYSTEM_SP1_GROTH16 1
#define SYSTEM_SP1_PLONK 2
#define HEADER_BYTES 9

static uint32_t read_u32(const uint8_t *b) {
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

/* Everything but the proof is looked at first: it is cheap, and most garbage ends here. */
static vanta_status verify(VantaJournal *journal, const uint8_t *envelope, size_t len) {
    if (len < HEADER_BYTES + VANTA_JOURNAL_BYTES) {
        return VANTA_BAD_LENGTH;
    }
    uint8_t system = envelope[0];
    if (system != SYSTEM_SP1_GROTH16 && system != SYSTEM_SP1_PLONK) {
        return VANTA_UNKNOWN_SYSTEM;
    }
    size_t proof_len = len - HEADER_BYTES - VANTA_JOURNAL_BYTES;
    if (read_u32(envelope + 1) != VANTA_JOURNAL_BYTES || read_u32(envelope + 5) != proof_len) {
        return VANTA_BAD_LENGTH;
    }
    const uint8_t *public_values = envelope + HEADER_BYTES, *proof = public_values + VANTA_JOURNAL_BYTES;
    if (!vanta_program_pinned) {
        return VANTA_NO_PROGRAM;
    }
    const sp1_circuit *circuit = vanta_sp1_find(proof, proof_len);
    if (circuit != NULL && (circuit->plonk != NULL) != (system == SYSTEM_SP1_PLONK)) {
        return VANTA_SYSTEM_MISMATCH;
    }
    vanta_status status = vanta_journal_decode(journal, public_values);
    if (status != VANTA_OK) {
        return status;
    }
    return vanta_sp1_verify(vanta_program_vkey, public_values, VANTA_JOURNAL_BYTES, proof, proof_len);
}

vanta_status vanta_envelope_verify(VantaJournal *journal, const uint8_t *envelope, size_t envelope_len) {
    if (journal == NULL) {
        return VANTA_NULL_ARGUMENT;
    }
    VantaJournal read;
    memset(&read, 0, sizeof read);
    vanta_status status = envelope == NULL ? VANTA_NULL_ARGUMENT : verify(&read, envelope, envelope_len);
    if (status != VANTA_OK) {
        memset(&read, 0, sizeof read);
    }
    *journal = read;
    return status;
}

bool vanta_verify_and_decode(const uint8_t *proof, size_t proof_len, VantaJournal *journal) {
    return vanta_envelope_verify(journal, proof, proof_len) == VANTA_OK;
}

uint32_t vanta_verifier_abi(VantaAbi *abi) {
    if (abi != NULL) {
        memset(abi, 0, sizeof *abi);
        abi->abi_version = VANTA_ABI_VERSION;
        abi->program_pinned = vanta_program_pinned;
        memcpy(abi->program_vkey, vanta_program_vkey, sizeof abi->program_vkey);
        for (size_t i = 0; i < vanta_sp1_circuit_count && i < VANTA_SELECTORS_MAX; i++) {
            memcpy(abi->selectors[i], vanta_sp1_circuits[i].selector, sizeof abi->selectors[i]);
            abi->selector_count++;
            abi->systems |= 1u << (vanta_sp1_circuits[i].plonk != NULL ? SYSTEM_SP1_PLONK : SYSTEM_SP1_GROTH16);
        }
    }
    return VANTA_ABI_VERSION;
}
