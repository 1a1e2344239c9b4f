/* Fp addition and subtraction as carry chains of x86-64; compilers make three times as many instructions of the C form. */
#ifndef VANTA_BN254_FP_ADD_X86_H
#define VANTA_BN254_FP_ADD_X86_H

INLINE void fp_add(fp *z, const fp *x, const fp *y) {
    uint64_t a = x->l[0], b = x->l[1], c = x->l[2], d = x->l[3], e, f, g, h;
    __asm__("addq %[y0], %[a]\n\t"
        "adcq %[y1], %[b]\n\t"
        "adcq %[y2], %[c]\n\t"
        "adcq %[y3], %[d]\n\t"
        "movq %[a], %[e]\n\t"
        "movq %[b], %[f]\n\t"
        "movq %[c], %[g]\n\t"
        "movq %[d], %[h]\n\t"
        "subq %[p0], %[e]\n\t"
        "sbbq %[p1], %[f]\n\t"
        "sbbq %[p2], %[g]\n\t"
        "sbbq %[p3], %[h]\n\t"
        "cmovncq %[e], %[a]\n\t"
        "cmovncq %[f], %[b]\n\t"
        "cmovncq %[g], %[c]\n\t"
        "cmovncq %[h], %[d]\n\t"
        : [a] "+&r"(a), [b] "+&r"(b), [c] "+&r"(c), [d] "+&r"(d), [e] "=&r"(e), [f] "=&r"(f), [g] "=&r"(g), [h] "=&r"(h)
        : [y0] "m"(y->l[0]), [y1] "m"(y->l[1]), [y2] "m"(y->l[2]), [y3] "m"(y->l[3]), [p0] "m"(FP_P.l[0]),
        [p1] "m"(FP_P.l[1]), [p2] "m"(FP_P.l[2]), [p3] "m"(FP_P.l[3])
        : "cc");
    z->l[0] = a;
    z->l[1] = b;
    z->l[2] = c;
    z->l[3] = d;
}

INLINE void fp_sub(fp *z, const fp *x, const fp *y) {
    uint64_t a = x->l[0], b = x->l[1], c = x->l[2], d = x->l[3], e, f, g, h, zero = 0;
    __asm__("subq %[y0], %[a]\n\t"
        "sbbq %[y1], %[b]\n\t"
        "sbbq %[y2], %[c]\n\t"
        "sbbq %[y3], %[d]\n\t"
        "movq %[p0], %[e]\n\t"
        "movq %[p1], %[f]\n\t"
        "movq %[p2], %[g]\n\t"
        "movq %[p3], %[h]\n\t"
        "cmovncq %[zero], %[e]\n\t"
        "cmovncq %[zero], %[f]\n\t"
        "cmovncq %[zero], %[g]\n\t"
        "cmovncq %[zero], %[h]\n\t"
        "addq %[e], %[a]\n\t"
        "adcq %[f], %[b]\n\t"
        "adcq %[g], %[c]\n\t"
        "adcq %[h], %[d]\n\t"
        : [a] "+&r"(a), [b] "+&r"(b), [c] "+&r"(c), [d] "+&r"(d), [e] "=&r"(e), [f] "=&r"(f), [g] "=&r"(g), [h] "=&r"(h)
        : [y0] "m"(y->l[0]), [y1] "m"(y->l[1]), [y2] "m"(y->l[2]), [y3] "m"(y->l[3]), [p0] "m"(FP_P.l[0]),
        [p1] "m"(FP_P.l[1]), [p2] "m"(FP_P.l[2]), [p3] "m"(FP_P.l[3]), [zero] "r"(zero)
        : "cc");
    z->l[0] = a;
    z->l[1] = b;
    z->l[2] = c;
    z->l[3] = d;
}

INLINE void fp_add_lazy(fp *z, const fp *x, const fp *y) {
    uint64_t a = x->l[0], b = x->l[1], c = x->l[2], d = x->l[3];
    __asm__("addq %[y0], %[a]\n\t"
        "adcq %[y1], %[b]\n\t"
        "adcq %[y2], %[c]\n\t"
        "adcq %[y3], %[d]\n\t"
        : [a] "+&r"(a), [b] "+&r"(b), [c] "+&r"(c), [d] "+&r"(d)
        : [y0] "m"(y->l[0]), [y1] "m"(y->l[1]), [y2] "m"(y->l[2]), [y3] "m"(y->l[3])
        : "cc");
    z->l[0] = a;
    z->l[1] = b;
    z->l[2] = c;
    z->l[3] = d;
}

/* The high half of a difference after the low half's borrow; p comes back if it still borrows and wrap is set. */
#define FP_WIDE_SUB(z, x, y, wrap)                                                                                     \
    uint64_t a = x->l[0], b = x->l[1], c = x->l[2], d = x->l[3], e = x->l[4], f = x->l[5], g = x->l[6], h = x->l[7],   \
             back = 0;                                                                                                 \
    __asm__("subq 0(%[y]), %[a]\n\t"                                                                                   \
        "sbbq 8(%[y]), %[b]\n\t"                                                                                       \
        "sbbq 16(%[y]), %[c]\n\t"                                                                                      \
        "sbbq 24(%[y]), %[d]\n\t"                                                                                      \
        "sbbq 32(%[y]), %[e]\n\t"                                                                                      \
        "sbbq 40(%[y]), %[f]\n\t"                                                                                      \
        "sbbq 48(%[y]), %[g]\n\t"                                                                                      \
        "sbbq 56(%[y]), %[h]\n\t"                                                                                      \
        "sbbq $0, %[back]\n\t"                                                                                         \
        : [a] "+&r"(a), [b] "+&r"(b), [c] "+&r"(c), [d] "+&r"(d), [e] "+&r"(e), [f] "+&r"(f), [g] "+&r"(g),            \
        [h] "+&r"(h), [back] "+&r"(back)                                                                               \
        : [y] "r"(y->l), "m"(*y)                                                                                       \
        : "cc");                                                                                                       \
    z->l[0] = a;                                                                                                       \
    z->l[1] = b;                                                                                                       \
    z->l[2] = c;                                                                                                       \
    z->l[3] = d;                                                                                                       \
    if (wrap) {                                                                                                        \
        a = FP_P.l[0] & back;                                                                                          \
        b = FP_P.l[1] & back;                                                                                          \
        c = FP_P.l[2] & back;                                                                                          \
        d = FP_P.l[3] & back;                                                                                          \
        __asm__("addq %[a], %[e]\n\t"                                                                                  \
            "adcq %[b], %[f]\n\t"                                                                                      \
            "adcq %[c], %[g]\n\t"                                                                                      \
            "adcq %[d], %[h]\n\t"                                                                                      \
            : [e] "+&r"(e), [f] "+&r"(f), [g] "+&r"(g), [h] "+&r"(h)                                                   \
            : [a] "r"(a), [b] "r"(b), [c] "r"(c), [d] "r"(d)                                                           \
            : "cc");                                                                                                   \
    }                                                                                                                  \
    z->l[4] = e;                                                                                                       \
    z->l[5] = f;                                                                                                       \
    z->l[6] = g;                                                                                                       \
    z->l[7] = h

INLINE void fp_wide_sub(fp_wide *z, const fp_wide *x, const fp_wide *y) {
    FP_WIDE_SUB(z, x, y, false);
}

INLINE void fp_wide_sub_mod(fp_wide *z, const fp_wide *x, const fp_wide *y) {
    FP_WIDE_SUB(z, x, y, true);
}

#endif
