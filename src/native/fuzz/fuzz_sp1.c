/* program key 32 || length of public values 1 || public values || proof: the engines agree, alone and in a batch of three. */
#include <stdlib.h>

#include "../src/sp1/sp1.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 33 || size < 33 + (size_t)data[32]) {
        return 0;
    }
    size_t values_len = data[32];
    const vanta_sp1_item item = {data, data + 33, values_len, data + 33 + values_len, size - 33 - values_len};
    vanta_status portable = vanta_sp1_verify_on(&vanta_engine_portable, &item);
    vanta_status best = vanta_sp1_verify_on(vanta_engine_best(), &item);
    const vanta_sp1_item three[3] = {item, item, item};
    vanta_status statuses[3];
    (void)vanta_sp1_verify_batch(statuses, three, 3);
    if (portable != best || statuses[0] != best || statuses[1] != best || statuses[2] != best) {
        abort();
    }
    return 0;
}
