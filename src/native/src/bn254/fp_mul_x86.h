/*
 * Fp multiplication for any x86-64: rows of mul with the carries in flags. Compilers keep the carries of the C form in
 * registers of their own; gcc takes almost twice as long for it.
 */
#ifndef VANTA_BN254_FP_MUL_X86_H
#define VANTA_BN254_FP_MUL_X86_H

#include "fp_store_x86.h"

/* carry:t += rcx * y + carry, the carry in r13 */
#define MUL_STEP(y, t)                                                                                                 \
    "movq " y ", %%rax\n"                                                                                              \
    "mulq %%rcx\n"                                                                                                     \
    "addq %%r13, %%rax\n"                                                                                              \
    "adcq $0, %%rdx\n"                                                                                                 \
    "addq %%rax, %%" t "\n"                                                                                            \
    "adcq $0, %%rdx\n"                                                                                                 \
    "movq %%rdx, %%r13\n"

/* r13:t0..t3 += rcx * y */
#define MUL_ROW(y, t0, t1, t2, t3)                                                                                     \
    "movq 0(" y "), %%rax\n"                                                                                           \
    "mulq %%rcx\n"                                                                                                     \
    "addq %%rax, %%" t0 "\n"                                                                                           \
    "adcq $0, %%rdx\n"                                                                                                 \
    "movq %%rdx, %%r13\n"                                                                                              \
    MUL_STEP("8(" y ")", t1)                                                                                           \
    MUL_STEP("16(" y ")", t2)                                                                                          \
    MUL_STEP("24(" y ")", t3)

/* t0..t4 = rcx * y: the first row has nothing to add to */
#define MUL_FIRST_ROW(y, t0, t1, t2, t3, t4)                                                                           \
    "movq 0(" y "), %%rax\n"                                                                                           \
    "mulq %%rcx\n"                                                                                                     \
    "movq %%rax, %%" t0 "\n"                                                                                           \
    "movq 8(" y "), %%rax\n"                                                                                           \
    "movq %%rdx, %%" t1 "\n"                                                                                           \
    "mulq %%rcx\n"                                                                                                     \
    "addq %%rax, %%" t1 "\n"                                                                                           \
    "movq 16(" y "), %%rax\n"                                                                                          \
    "adcq $0, %%rdx\n"                                                                                                 \
    "movq %%rdx, %%" t2 "\n"                                                                                           \
    "mulq %%rcx\n"                                                                                                     \
    "addq %%rax, %%" t2 "\n"                                                                                           \
    "movq 24(" y "), %%rax\n"                                                                                          \
    "adcq $0, %%rdx\n"                                                                                                 \
    "movq %%rdx, %%" t3 "\n"                                                                                           \
    "mulq %%rcx\n"                                                                                                     \
    "addq %%rax, %%" t3 "\n"                                                                                           \
    "adcq $0, %%rdx\n"                                                                                                 \
    "movq %%rdx, %%" t4 "\n"

/* t0 becomes 0 by adding k p, k = t0 * inv; the rest takes its share, t4 the carry */
#define MUL_REDUCE_ROW(t0, t1, t2, t3, t4)                                                                             \
    "movq %[inv], %%rcx\n"                                                                                             \
    "imulq %%" t0 ", %%rcx\n"                                                                                          \
    MUL_ROW("%[p]", t0, t1, t2, t3)                                                                                    \
    "addq %%r13, %%" t4 "\n"

/* Rows and reductions alternate, so five limbs suffice. */
OUTLINE void fp_mul(fp *z, const fp *x, const fp *y) {
    __asm__("movq 0(%[x]), %%rcx\n"
        MUL_FIRST_ROW("%[y]", "r8", "r9", "r10", "r11", "r12")
        MUL_REDUCE_ROW("r8", "r9", "r10", "r11", "r12")
        "movq 8(%[x]), %%rcx\n"
        MUL_ROW("%[y]", "r9", "r10", "r11", "r12")
        "movq %%r13, %%r8\n"
        MUL_REDUCE_ROW("r9", "r10", "r11", "r12", "r8")
        "movq 16(%[x]), %%rcx\n"
        MUL_ROW("%[y]", "r10", "r11", "r12", "r8")
        "movq %%r13, %%r9\n"
        MUL_REDUCE_ROW("r10", "r11", "r12", "r8", "r9")
        "movq 24(%[x]), %%rcx\n"
        MUL_ROW("%[y]", "r11", "r12", "r8", "r9")
        "movq %%r13, %%r10\n"
        MUL_REDUCE_ROW("r11", "r12", "r8", "r9", "r10")
        STORE_REDUCED("%[z]", "r12", "r8", "r9", "r10", "r11")
        : "=m"(*z)
        : [z] "r"(z->l), [x] "r"(x->l), [y] "r"(y->l), [p] "r"(FP_P.l), [inv] "i"(FP_INV), "m"(*x), "m"(*y), "m"(FP_P)
        : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12", "r13", "cc");
}

INLINE void fp_mul_wide(fp_wide *t, const fp *x, const fp *y) {
    __asm__("movq 0(%[x]), %%rcx\n"
        MUL_FIRST_ROW("%[y]", "r8", "r9", "r10", "r11", "r12")
        "movq %%r8, 0(%[t])\n"
        "movq 8(%[x]), %%rcx\n"
        MUL_ROW("%[y]", "r9", "r10", "r11", "r12")
        "movq %%r9, 8(%[t])\n"
        "movq %%r13, %%r8\n"
        "movq 16(%[x]), %%rcx\n"
        MUL_ROW("%[y]", "r10", "r11", "r12", "r8")
        "movq %%r10, 16(%[t])\n"
        "movq %%r13, %%r9\n"
        "movq 24(%[x]), %%rcx\n"
        MUL_ROW("%[y]", "r11", "r12", "r8", "r9")
        "movq %%r11, 24(%[t])\n"
        "movq %%r12, 32(%[t])\n"
        "movq %%r8, 40(%[t])\n"
        "movq %%r9, 48(%[t])\n"
        "movq %%r13, 56(%[t])\n"
        : "=m"(*t)
        : [t] "r"(t->l), [x] "r"(x->l), [y] "r"(y->l), "m"(*x), "m"(*y)
        : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12", "r13", "cc");
}

/* Four rows clear the low half; each row's carry belongs to the limb after its four, one apart. */
INLINE void fp_reduce(fp *z, const fp_wide *t) {
    __asm__("movq 0(%[t]), %%r8\n"
        "movq 8(%[t]), %%r9\n"
        "movq 16(%[t]), %%r10\n"
        "movq 24(%[t]), %%r11\n"
        "xorl %%r12d, %%r12d\n"
        MUL_REDUCE_ROW("r8", "r9", "r10", "r11", "r12")
        MUL_REDUCE_ROW("r9", "r10", "r11", "r12", "r8")
        MUL_REDUCE_ROW("r10", "r11", "r12", "r8", "r9")
        MUL_REDUCE_ROW("r11", "r12", "r8", "r9", "r10")
        "addq 32(%[t]), %%r12\n"
        "adcq 40(%[t]), %%r8\n"
        "adcq 48(%[t]), %%r9\n"
        "adcq 56(%[t]), %%r10\n"
        STORE_REDUCED("%[z]", "r12", "r8", "r9", "r10", "r11")
        : "=m"(*z)
        : [z] "r"(z->l), [t] "r"(t->l), [p] "r"(FP_P.l), [inv] "i"(FP_INV), "m"(*t), "m"(FP_P)
        : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12", "r13", "cc");
}

/* z = 9x + y; the estimate of the quotient is that of fp.h. */
INLINE void fp_nine_times_plus(fp *z, const fp *x, const fp *y) {
    __asm__("movl $9, %%ecx\n"
        MUL_FIRST_ROW("%[x]", "r8", "r9", "r10", "r11", "r12")
        "addq 0(%[y]), %%r8\n"
        "adcq 8(%[y]), %%r9\n"
        "adcq 16(%[y]), %%r10\n"
        "adcq 24(%[y]), %%r11\n"
        "adcq $0, %%r12\n"
        "shldq $10, %%r11, %%r12\n"
        "imulq $5416, %%r12, %%rcx\n"
        "shrq $20, %%rcx\n"
        "movq 0(%[p]), %%rax\n"
        "mulq %%rcx\n"
        "subq %%rax, %%r8\n"
        "sbbq %%rdx, %%r9\n"
        "sbbq $0, %%r10\n"
        "sbbq $0, %%r11\n"
        "movq 8(%[p]), %%rax\n"
        "mulq %%rcx\n"
        "subq %%rax, %%r9\n"
        "sbbq %%rdx, %%r10\n"
        "sbbq $0, %%r11\n"
        "movq 16(%[p]), %%rax\n"
        "mulq %%rcx\n"
        "subq %%rax, %%r10\n"
        "sbbq %%rdx, %%r11\n"
        "imulq 24(%[p]), %%rcx\n"
        "subq %%rcx, %%r11\n"
        STORE_REDUCED("%[z]", "r8", "r9", "r10", "r11", "r12")
        : "=m"(*z)
        : [z] "r"(z->l), [x] "r"(x->l), [y] "r"(y->l), [p] "r"(FP_P.l), "m"(*x), "m"(*y), "m"(FP_P)
        : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12", "cc");
}

#endif
