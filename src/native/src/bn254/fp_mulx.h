/* Fp multiplication with mulx, adcx and adox (x86-64 with BMI2 and ADX): two carry chains side by side. */
#ifndef VANTA_BN254_FP_MULX_H
#define VANTA_BN254_FP_MULX_H

#include "fp_store_x86.h"

/* acc1..acc4 (acc4 fresh) += rdx * y; zero is a register holding 0 on entry and exit */
#define MULX_ROW(y, t0, t1, t2, t3, t4)                                                                                \
    "xorl %%eax, %%eax\n\t"                                                                                            \
    "mulxq 0(" y "), %%rax, %%rcx\n\t"                                                                                 \
    "adcxq %%rax, %%" t0 "\n\t"                                                                                        \
    "adoxq %%rcx, %%" t1 "\n\t"                                                                                        \
    "mulxq 8(" y "), %%rax, %%rcx\n\t"                                                                                 \
    "adcxq %%rax, %%" t1 "\n\t"                                                                                        \
    "adoxq %%rcx, %%" t2 "\n\t"                                                                                        \
    "mulxq 16(" y "), %%rax, %%rcx\n\t"                                                                                \
    "adcxq %%rax, %%" t2 "\n\t"                                                                                        \
    "adoxq %%rcx, %%" t3 "\n\t"                                                                                        \
    "mulxq 24(" y "), %%rax, %%" t4 "\n\t"                                                                             \
    "movl $0, %%ecx\n\t"                                                                                               \
    "adcxq %%rax, %%" t3 "\n\t"                                                                                        \
    "adoxq %%rcx, %%" t4 "\n\t"                                                                                        \
    "adcxq %%rcx, %%" t4 "\n\t"

/* t0..t3 = rdx * y, t4 = top: the first row has nothing to add to */
#define MULX_FIRST_ROW(y, t0, t1, t2, t3, t4)                                                                          \
    "mulxq 0(" y "), %%" t0 ", %%" t1 "\n\t"                                                                           \
    "mulxq 8(" y "), %%rax, %%" t2 "\n\t"                                                                              \
    "addq %%rax, %%" t1 "\n\t"                                                                                         \
    "mulxq 16(" y "), %%rax, %%" t3 "\n\t"                                                                             \
    "adcq %%rax, %%" t2 "\n\t"                                                                                         \
    "mulxq 24(" y "), %%rax, %%" t4 "\n\t"                                                                             \
    "adcq %%rax, %%" t3 "\n\t"                                                                                         \
    "adcq $0, %%" t4 "\n\t"

/* t0 becomes 0 by adding k p, k = t0 * inv; the rest takes its share, t4 the carry */
#define REDUCE_ROW(t0, t1, t2, t3, t4)                                                                                 \
    "movq %[inv], %%rdx\n\t"                                                                                           \
    "imulq %%" t0 ", %%rdx\n\t"                                                                                        \
    "xorl %%eax, %%eax\n\t"                                                                                            \
    "mulxq 0(%[p]), %%rax, %%rcx\n\t"                                                                                  \
    "adcxq %%rax, %%" t0 "\n\t"                                                                                        \
    "adoxq %%rcx, %%" t1 "\n\t"                                                                                        \
    "mulxq 8(%[p]), %%rax, %%rcx\n\t"                                                                                  \
    "adcxq %%rax, %%" t1 "\n\t"                                                                                        \
    "adoxq %%rcx, %%" t2 "\n\t"                                                                                        \
    "mulxq 16(%[p]), %%rax, %%rcx\n\t"                                                                                 \
    "adcxq %%rax, %%" t2 "\n\t"                                                                                        \
    "adoxq %%rcx, %%" t3 "\n\t"                                                                                        \
    "mulxq 24(%[p]), %%rax, %%rcx\n\t"                                                                                 \
    "adcxq %%rax, %%" t3 "\n\t"                                                                                        \
    "adoxq %%rcx, %%" t4 "\n\t"                                                                                        \
    "adcxq %%" t0 ", %%" t4 "\n\t"

/* Rows and reductions alternate, so five limbs suffice. */
OUTLINE void fp_mul(fp *z, const fp *x, const fp *y) {
    __asm__("movq 0(%[x]), %%rdx\n\t"                      /* x0 */
        MULX_FIRST_ROW("%[y]", "r8", "r9", "r10", "r11", "r12")
        REDUCE_ROW("r8", "r9", "r10", "r11", "r12")        /* r8 = 0 */
        "movq 8(%[x]), %%rdx\n\t"
        MULX_ROW("%[y]", "r9", "r10", "r11", "r12", "r8")
        REDUCE_ROW("r9", "r10", "r11", "r12", "r8")
        "movq 16(%[x]), %%rdx\n\t"
        MULX_ROW("%[y]", "r10", "r11", "r12", "r8", "r9")
        REDUCE_ROW("r10", "r11", "r12", "r8", "r9")
        "movq 24(%[x]), %%rdx\n\t"
        MULX_ROW("%[y]", "r11", "r12", "r8", "r9", "r10")
        REDUCE_ROW("r11", "r12", "r8", "r9", "r10")
        STORE_REDUCED("%[z]", "r12", "r8", "r9", "r10", "r11")
        : "=m"(*z)
        : [z] "r"(z->l), [x] "r"(x->l), [y] "r"(y->l), [p] "r"(FP_P.l), [inv] "i"(FP_INV), "m"(*x), "m"(*y), "m"(FP_P)
        : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12", "cc");
}

INLINE void fp_mul_wide(fp_wide *t, const fp *x, const fp *y) {
    __asm__("movq 0(%[x]), %%rdx\n\t"
        MULX_FIRST_ROW("%[y]", "r8", "r9", "r10", "r11", "r12")
        "movq %%r8, 0(%[t])\n\t"
        "movq 8(%[x]), %%rdx\n\t"
        MULX_ROW("%[y]", "r9", "r10", "r11", "r12", "r8")
        "movq %%r9, 8(%[t])\n\t"
        "movq 16(%[x]), %%rdx\n\t"
        MULX_ROW("%[y]", "r10", "r11", "r12", "r8", "r9")
        "movq %%r10, 16(%[t])\n\t"
        "movq 24(%[x]), %%rdx\n\t"
        MULX_ROW("%[y]", "r11", "r12", "r8", "r9", "r10")
        "movq %%r11, 24(%[t])\n\t"
        "movq %%r12, 32(%[t])\n\t"
        "movq %%r8, 40(%[t])\n\t"
        "movq %%r9, 48(%[t])\n\t"
        "movq %%r10, 56(%[t])\n\t"
        : "=m"(*t)
        : [t] "r"(t->l), [x] "r"(x->l), [y] "r"(y->l), "m"(*x), "m"(*y)
        : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12", "cc");
}

/* Four rows clear the low half; each row's carry belongs to the limb after its four, one apart. */
INLINE void fp_reduce(fp *z, const fp_wide *t) {
    __asm__("movq 0(%[t]), %%r8\n\t"
        "movq 8(%[t]), %%r9\n\t"
        "movq 16(%[t]), %%r10\n\t"
        "movq 24(%[t]), %%r11\n\t"
        "xorl %%r12d, %%r12d\n\t"
        REDUCE_ROW("r8", "r9", "r10", "r11", "r12")
        REDUCE_ROW("r9", "r10", "r11", "r12", "r8")
        REDUCE_ROW("r10", "r11", "r12", "r8", "r9")
        REDUCE_ROW("r11", "r12", "r8", "r9", "r10")
        "addq 32(%[t]), %%r12\n\t"
        "adcq 40(%[t]), %%r8\n\t"
        "adcq 48(%[t]), %%r9\n\t"
        "adcq 56(%[t]), %%r10\n\t"
        STORE_REDUCED("%[z]", "r12", "r8", "r9", "r10", "r11")
        : "=m"(*z)
        : [z] "r"(z->l), [t] "r"(t->l), [p] "r"(FP_P.l), [inv] "i"(FP_INV), "m"(*t), "m"(FP_P)
        : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12", "cc");
}

/* z = 9x + y; the estimate of the quotient is that of fp.h. mulx leaves the flags alone, so the borrow runs through. */
INLINE void fp_nine_times_plus(fp *z, const fp *x, const fp *y) {
    __asm__("movl $9, %%edx\n\t"
        MULX_FIRST_ROW("%[x]", "r8", "r9", "r10", "r11", "r12")
        "addq 0(%[y]), %%r8\n\t"
        "adcq 8(%[y]), %%r9\n\t"
        "adcq 16(%[y]), %%r10\n\t"
        "adcq 24(%[y]), %%r11\n\t"
        "adcq $0, %%r12\n\t"
        "shldq $10, %%r11, %%r12\n\t"
        "imulq $5416, %%r12, %%rdx\n\t"
        "shrq $20, %%rdx\n\t"
        "mulxq 0(%[p]), %%rax, %%rcx\n\t"
        "subq %%rax, %%r8\n\t"
        "mulxq 8(%[p]), %%rax, %%r12\n\t"
        "sbbq %%rax, %%r9\n\t"
        "mulxq 16(%[p]), %%rax, %%r13\n\t"
        "sbbq %%rax, %%r10\n\t"
        "mulxq 24(%[p]), %%rax, %%rdx\n\t"
        "sbbq %%rax, %%r11\n\t"
        "subq %%rcx, %%r9\n\t"
        "sbbq %%r12, %%r10\n\t"
        "sbbq %%r13, %%r11\n\t"
        STORE_REDUCED("%[z]", "r8", "r9", "r10", "r11", "r12")
        : "=m"(*z)
        : [z] "r"(z->l), [x] "r"(x->l), [y] "r"(y->l), [p] "r"(FP_P.l), "m"(*x), "m"(*y), "m"(FP_P)
        : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12", "r13", "cc");
}

#endif
