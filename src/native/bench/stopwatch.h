/* The monotonic clock in milliseconds. Include first: it asks for POSIX. */
#ifndef VANTA_BENCH_STOPWATCH_H
#define VANTA_BENCH_STOPWATCH_H

#define _POSIX_C_SOURCE 200809L
#include <time.h>

static inline double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

#endif
