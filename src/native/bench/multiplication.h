#ifndef VANTA_BENCH_MULTIPLICATION_H
#define VANTA_BENCH_MULTIPLICATION_H

/* count multiplications, each waiting for the one before; the answer keeps the compiler from leaving them out. */
int multiply_portable(unsigned count);
int multiply_mulx(unsigned count);

#endif
