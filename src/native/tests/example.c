#include <stdio.h>

#include "vanta_verifier.h"

int main(void) {
    const uint8_t proof[] = {1, 2, 3};
    VantaJournal journal;
    if (vanta_verifier_abi(NULL) != VANTA_ABI_VERSION) {
        return 2;
    }
    bool accepted = vanta_verify_and_decode(proof, sizeof proof, &journal);
    printf("%s, %u nullifiers\n", accepted ? "accepted" : "refused", journal.nullifier_count);
    return accepted;
}
