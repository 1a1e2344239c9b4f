/* A chain of dependent Fp multiplications, compiled once per engine's arithmetic: the unit the checks are counted in. */
#include "multiplication.h"

#include "../src/bn254/fp.h"

#if defined(VANTA_MULX)
int multiply_mulx(unsigned count) {
#else
int multiply_portable(unsigned count) {
#endif
    fp x = FP_R2, y = FP_B;
    for (unsigned i = 0; i < count; i++) {
        fp_mul(&x, &x, &y);
    }
    return fp_is_zero(&x);
}
